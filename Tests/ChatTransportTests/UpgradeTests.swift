import ChatTransport
import NIOCore
import Testing

@Suite(.timeLimit(.minutes(10))) struct UpgradeTests {
  @Test func whatIsInFlightKeepsItsOrderInBothDirections() async throws {
    try await TestServer.run { server in
      try await withThrowingTaskGroup { group in
        for _ in 0..<16 { group.addTask { try await Self.upgradeUnderTraffic(server) } }
        try await group.waitForAll()
      }
    }
  }

  /// One session that is sent ticks all the time, and sends numbers by POST and then over the WebSocket.
  private static func upgradeUnderTraffic(_ server: TestServer) async throws {
    var (poller, poster, socket) = (
      try await server.client(), try await server.client(), try await server.client()
    )
    let sid = try await poller.openPolling()
    var received: [String] = []
    #expect(try await poster.post(sid, "4count").status == 200)
    for _ in 0..<3 { received += packets(try await poller.poll(sid)) }
    try await poller.get(sid)
    try await socket.probe(sid)
    #expect(try await poster.post(sid, (0..<20).map { "4n\($0)" }.joined(separator: "\u{1e}")).status == 200)
    received += packets(try await poller.response())
    try await socket.send(text: "5")
    for number in 20..<40 { try await socket.send(text: "4n\(number)") }
    while received.filter({ $0.hasPrefix("4n") }).count < 40 || received.count < 200 {
      let frame = try await socket.frame()
      guard frame.firstByte == 0x81 else { throw RawClient.Unexpected(what: "closed") }
      received.append(frame.text)
    }
    let numbers = received.filter { $0.hasPrefix("4n") }
    #expect(numbers == (0..<40).map { "4n\($0)" })
    let ticks = received.filter { $0.hasPrefix("4t") }
    #expect(ticks == ticks.indices.map { "4t\($0)" })
    for client in [poller, poster, socket] { await client.close() }
  }

  private static func packets(_ response: RawClient.Response) -> [String] {
    response.body.split(separator: "\u{1e}").map(String.init).filter { $0 != "6" && $0 != "2" }
  }

  @Test func messagesWaitWhileTheApplicationLetsGo() async throws {
    try await TestServer.run { server in
      var (poller, socket) = (try await server.client(), try await server.client())
      let sid = try await poller.openPolling()
      _ = try await poller.post(sid, "4hold")
      try await socket.probe(sid)
      try await socket.send(text: "5")
      try await socket.send(text: "4a")
      try await socket.send(frame: 0x82, [1, 2])
      // The pong says that the server has got them.
      try await socket.send(frame: 0x89, [])
      #expect(try await socket.frame() == RawClient.Frame(firstByte: 0x8A, payload: []))
      server.openGate()
      #expect(try await socket.frame() == .text("4a"))
      #expect(try await socket.frame() == RawClient.Frame(firstByte: 0x82, payload: [1, 2]))
      let events = await server.log.wait(for: .binary([1, 2]))
      #expect(events == [.connected(.polling), .text("hold"), .detaching, .adopted, .text("a")])
      for client in [poller, socket] { await client.close() }
    }
  }

  @Test func tooManyWaitingMessagesEndTheSession() async throws {
    try await TestServer.run({ $0.maxQueuedWhileMoving = 10 }) { server in
      var (poller, socket) = (try await server.client(), try await server.client())
      let sid = try await poller.openPolling()
      _ = try await poller.post(sid, "4hold")
      try await socket.probe(sid)
      try await socket.send(text: "5")
      for _ in 0..<11 { try await socket.send(text: "4a") }
      #expect(await socket.closeCode() == 1008)
      server.openGate()
      await server.log.wait(for: .adopted)
      #expect(await server.log.next() == .closed(.transportLost))
      for client in [poller, socket] { await client.close() }
    }
  }

  /// The WebSocket breaks off at every step of an upgrade; the application hears of the end exactly once.
  @Test(arguments: ["open", "probe", "upgrade", "message"]) func aBrokenUpgradeEndsOnce(_ step: String) async throws {
    try await TestServer.run { server in
      var (poller, socket) = (try await server.client(), try await server.client())
      let sid = try await poller.openPolling()
      _ = try await poller.post(sid, "4hold")
      #expect(try await socket.upgrade(RawClient.webSocket + "&sid=" + sid).status == 101)
      if step != "open" {
        try await socket.send(text: "2probe")
        _ = try await socket.frame()
      }
      if step == "upgrade" || step == "message" { try await socket.send(text: "5") }
      if step == "message" { try await socket.send(text: "4a") }
      await socket.close()
      server.openGate()
      if step == "open" || step == "probe" {
        #expect(try await poller.post(sid, "4still here").status == 200)
        #expect(try await poller.poll(sid).body.hasSuffix("4still here"))
        #expect(try await poller.post(sid, "1").status == 200)
        await server.log.wait(for: .closed(.clientClosed))
      } else {
        await server.log.wait(for: .closed(.transportLost))
      }
      #expect(try await poller.poll(sid).status == 400)
      #expect(server.server.sessionCount == 0)
      await poller.close()
    }
  }

  @Test func aSecondWebSocketIsAcceptedAndClosed() async throws {
    try await TestServer.run { server in
      var (poller, socket) = (try await server.client(), try await server.client())
      let sid = try await poller.openPolling()
      try await socket.probe(sid)
      var rival = try await server.client()
      #expect(try await rival.upgrade(RawClient.webSocket + "&sid=" + sid).status == 101)
      #expect(await rival.closeCode() == 1008)
      await rival.waitForEnd()
      try await socket.send(text: "5")
      try await socket.send(text: "4a")
      #expect(try await socket.frame() == .text("4a"))
      rival = try await server.client()
      #expect(try await rival.upgrade(RawClient.webSocket + "&sid=" + sid).status == 101)
      #expect(await rival.closeCode() == 1008)
      await rival.waitForEnd()
      #expect(try await poller.poll(sid).status == 400)
      try await socket.send(text: "4b")
      #expect(try await socket.frame() == .text("4b"))
      for client in [poller, socket] { await client.close() }
    }
  }

  @Test(arguments: [false, true]) func aWebSocketThatDoesNotUpgradeInTimeIsClosed(_ probes: Bool) async throws {
    try await TestServer.run({ $0.upgradeTimeout = .seconds(2) }) { server in
      var (poller, socket) = (try await server.client(), try await server.client())
      let sid = try await poller.openPolling()
      // The probe goes along with the request: the server's time runs from there, and nothing may be sent after it.
      let request = RawClient.request("GET", RawClient.webSocket + "&sid=" + sid, headers: RawClient.upgradeHeaders)
      try await socket.send(Array(request.utf8) + (probes ? RawClient.frame(0x81, Array("2probe".utf8)) : []))
      #expect(try await socket.response().status == 101)
      if probes { #expect(try await socket.frame() == .text("3probe")) }
      #expect(await socket.closeCode() == 1008)
      await socket.waitForEnd()
      #expect(try await poller.post(sid, "4a").status == 200)
      #expect(try await poller.poll(sid).body == "4a")
      await poller.close()
    }
  }

  @Test func aSessionMayEndWhileItMoves() async throws {
    try await TestServer.run { server in
      var (poller, socket) = (try await server.client(), try await server.client())
      let sid = try await poller.openPolling()
      _ = try await poller.post(sid, "4hold")
      try await socket.probe(sid)
      try await socket.send(text: "5")
      await server.log.wait(for: .detaching)
      await server.server.drain(spread: .zero)
      #expect(await socket.closeCode() == 1012)
      #expect(await server.log.next() == .closed(.serverStopping))
      #expect(server.server.sessionCount == 0)
      for client in [poller, socket] { await client.close() }
    }
  }
}
