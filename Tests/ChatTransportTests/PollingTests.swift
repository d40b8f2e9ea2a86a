import ChatTransport
import NIOCore
import Testing

@Suite(.timeLimit(.minutes(10))) struct PollingTests {
  /// Requests of one session come over several connections, which are on both loops.
  @Test func requestsReachTheirSessionFromEveryLoop() async throws {
    try await TestServer.run { server in
      var first = try await server.client()
      let sid = try await first.openPolling()
      for number in 0..<8 {
        var client = try await server.client()
        #expect(try await client.post(sid, "4\(number)").body == "ok")
        await client.close()
        client = try await server.client()
        #expect(try await client.poll(sid).body == "4\(number)")
        await client.close()
      }
      await first.close()
    }
  }

  @Test func aSecondPollEndsTheSession() async throws {
    try await TestServer.run { server in
      var (first, second) = (try await server.client(), try await server.client())
      let sid = try await first.openPolling()
      try await first.get(sid)
      // The order of requests on two connections is only sure once the first has had an effect.
      var other = try await server.client()
      #expect(try await other.post(sid, "4a").status == 200)
      #expect(try await first.response().body == "4a")
      try await first.get(sid)
      try await waitUntilPolling(server, sid)
      #expect(try await second.poll(sid).body == #"{"code":3,"message":"Bad request"}"#)
      #expect(try await first.response().body == "1")
      #expect(try await other.post(sid, "4b").body == #"{"code":1,"message":"Session ID unknown"}"#)
      await server.log.wait(for: .closed(.protocolError))
      for client in [first, second, other] { await client.close() }
    }
  }

  /// A poll that has been sent is at its session when later requests of a third connection are answered on both loops.
  private func waitUntilPolling(_ server: TestServer, _ sid: String) async throws {
    for _ in 0..<4 {
      var client = try await server.client()
      #expect(try await client.post(sid, "3").status == 200)
      await client.close()
    }
  }

  @Test func aCancelledPollEndsTheSession() async throws {
    try await TestServer.run { server in
      var (opener, poller) = (try await server.client(), try await server.client())
      let sid = try await opener.openPolling()
      try await poller.get(sid)
      try await waitUntilPolling(server, sid)
      await poller.close()
      await server.log.wait(for: .closed(.transportLost))
      #expect(try await opener.poll(sid).status == 400)
      await opener.close()
      #expect(server.server.sessionCount == 0)
    }
  }

  @Test(arguments: [EngineCloseReason.normal, .serverStopping, .slowConsumer, .policy])
  func whenClosedTheOpenPollIsAnswered400(_ reason: EngineCloseReason) async throws {
    try await TestServer.run { server in
      var (poller, poster) = (try await server.client(), try await server.client())
      let sid = try await poller.openPolling()
      try await poller.get(sid)
      try await waitUntilPolling(server, sid)
      _ = try await poster.post(sid, "4close \(reason.rawValue)")
      let response = try await poller.response()
      #expect(response.status == 400)
      #expect(response.body == #"{"code":1,"message":"Session ID unknown"}"#)
      await server.log.wait(for: .closed(reason))
      for client in [poller, poster] { await client.close() }
    }
  }

  @Test func lastWordsReachTheClient() async throws {
    try await TestServer.run { server in
      var client = try await server.client()
      let waiting = try await client.openPolling()
      var poster = try await server.client()
      try await client.get(waiting)
      try await waitUntilPolling(server, waiting)
      _ = try await poster.post(waiting, "4last normal")
      #expect(try await client.response().body == "4last words")
      #expect(try await client.poll(waiting).status == 400)
      let idle = try await client.openPolling()
      _ = try await poster.post(idle, "4last serverStopping")
      #expect(try await client.poll(idle).body == "4last words")
      #expect(try await client.poll(idle).status == 400)
      for client in [client, poster] { await client.close() }
    }
  }

  @Test func refusesForeignOriginsOnBothTransports() async throws {
    try await TestServer.run({ $0.origins = OriginPolicy(allowed: ["https://friend.example.org"]) }) { server in
      for (origin, isAllowed) in [
        ("http://chat.example.org", true), ("https://chat.example.org", true), ("https://friend.example.org", true),
        ("https://evil.example.org", false), ("null", false), ("https://chat.example.org.evil.example", false),
      ] {
        var client = try await server.client()
        try await client.request("GET", RawClient.polling, headers: ["Origin: \(origin)"])
        let response = try await client.response()
        #expect(response.status == (isAllowed ? 200 : 403), "\(origin)")
        let isListed = origin == "https://friend.example.org"
        #expect(response.headers["access-control-allow-origin"] == (isListed ? origin : nil))
        #expect(
          try await client.upgrade(RawClient.webSocket, headers: ["Origin: \(origin)"]).status
            == (isAllowed ? 101 : 403))
        await client.close()
      }
    }
  }

  @Test func keepsTheSessionLimits() async throws {
    try await TestServer.run({ configuration in
      configuration.sessions = SessionLimits()
      configuration.sessions.perAddress = 2
      configuration.sessions.includesLoopback = true
    }) { server in
      var client = try await server.client()
      let sid = try await client.openPolling()
      _ = try await client.openPolling()
      try await client.request("GET", RawClient.polling)
      #expect(try await client.response().status == 429)
      #expect(server.server.sessionCount == 2)
      #expect(try await client.post(sid, "1").status == 200)
      #expect(server.server.sessionCount == 1)
      _ = try await client.openPolling()
      await client.close()
    }
    try await TestServer.run({ $0.sessions.total = 1 }) { server in
      var client = try await server.client()
      _ = try await client.openPolling()
      #expect(try await client.upgrade(RawClient.webSocket).status == 503)
      await client.close()
    }
  }

  @Test func keepsTheRateOfAnAddress() async throws {
    try await TestServer.run({ configuration in
      configuration.sessions = SessionLimits()
      configuration.sessions.burstPerAddress = 3
      configuration.sessions.perAddressAndMinute = 1
      configuration.sessions.includesLoopback = true
    }) { server in
      var client = try await server.client()
      for _ in 0..<3 {
        let sid = try await client.openPolling()
        _ = try await client.post(sid, "1")
      }
      try await client.request("GET", RawClient.polling)
      #expect(try await client.response().status == 429)
      await client.close()
    }
  }

  @Test func loopbackIsExemptFromTheLimitsOfAnAddress() async throws {
    try await TestServer.run({ configuration in
      configuration.sessions = SessionLimits()
      configuration.sessions.perAddress = 1
    }) { server in
      var client = try await server.client()
      for _ in 0..<3 { _ = try await client.openPolling() }
      await client.close()
    }
  }
}
