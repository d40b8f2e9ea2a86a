import ChatTransport
import NIOCore
import Testing

@Suite(.timeLimit(.minutes(10))) struct OutboxTests {
  @Test func aClientThatDoesNotReadIsClosedAtTheLimit() async throws {
    try await TestServer.run { server in
      let client = try await RawClient(port: server.port, reads: false)
      try await client.request("GET", RawClient.webSocket, headers: RawClient.upgradeHeaders)
      await server.log.wait(for: .connected(.webSocket))
      try await client.send(text: "4flood 1000 65536")
      await server.log.wait(for: .closed(.slowConsumer))
      await client.close()
    }
  }

  @Test func aClientThatReadsNothingForLongIsClosed() async throws {
    try await TestServer.run({ configuration in
      configuration.maxOutboxBytes = 1 << 30
      configuration.maxStall = .milliseconds(200)
    }) { server in
      let client = try await RawClient(port: server.port, reads: false)
      try await client.request("GET", RawClient.webSocket, headers: RawClient.upgradeHeaders)
      await server.log.wait(for: .connected(.webSocket))
      try await client.send(text: "4flood 500 65536")
      await server.log.wait(for: .closed(.slowConsumer))
      await client.close()
    }
  }

  @Test func aClientThatReadsGetsEverything() async throws {
    try await TestServer.run({ $0.maxOutboxBytes = 64 << 20 }) { server in
      var client = try await server.client()
      try await client.openWebSocket()
      try await client.send(text: "4flood 300 65536")
      try await client.send(text: "4end")
      for _ in 0..<300 { #expect(try await client.frame().payload.count == 65_537) }
      #expect(try await client.frame() == .text("4end"))
      await client.close()
    }
  }

  @Test func aPollingClientThatDoesNotPollIsClosedAtTheLimit() async throws {
    try await TestServer.run { server in
      var client = try await server.client()
      let sid = try await client.openPolling()
      _ = try await client.post(sid, "4flood 1000 65536")
      await server.log.wait(for: .closed(.slowConsumer))
      #expect(try await client.poll(sid).status == 400)
      await client.close()
    }
  }

  @Test func aPollingClientThatDoesNotPollForLongIsClosed() async throws {
    try await TestServer.run({ $0.maxStall = .milliseconds(100) }) { server in
      var client = try await server.client()
      let sid = try await client.openPolling()
      _ = try await client.post(sid, "4hello")
      await server.log.wait(for: .closed(.slowConsumer))
      await client.close()
    }
  }

  @Test func aSilentClientIsClosed() async throws {
    try await TestServer.run({ configuration in
      configuration.pingInterval = .milliseconds(100)
      configuration.pingTimeout = .milliseconds(100)
    }) { server in
      var client = try await server.client()
      try await client.openWebSocket()
      #expect(try await client.frame() == .text("2"))
      #expect(await client.closeCode() == 1008)
      await client.waitForEnd()
      await server.log.wait(for: .closed(.pingTimeout))
    }
  }

  @Test func drainingTellsEverybodyAndTakesNobody() async throws {
    try await TestServer.run { server in
      var clients: [RawClient] = []
      for _ in 0..<10 {
        var client = try await server.client()
        try await client.openWebSocket()
        clients.append(client)
      }
      var poller = try await server.client()
      let sid = try await poller.openPolling()
      await server.server.drain(spread: .milliseconds(100))
      for var client in clients {
        #expect(await client.closeCode() == 1012)
        await client.waitForEnd()
      }
      #expect(try await poller.poll(sid).body == #"{"code":1,"message":"Session ID unknown"}"#)
      try await poller.request("GET", RawClient.polling)
      #expect(try await poller.response().status == 503)
      try await poller.request("GET", "/show")
      #expect(try await poller.response().status == 200)
      await poller.close()
      #expect(server.server.sessionCount == 0)
    }
  }
}
