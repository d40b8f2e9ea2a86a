import ChatTransport
import NIOCore
import Testing

@Suite(.timeLimit(.minutes(10))) struct WebSocketTests {
  @Test func echoesTextAndBinaryOfEveryLengthForm() async throws {
    try await TestServer.run { server in
      var client = try await server.client()
      try await client.openWebSocket()
      for length in [0, 1, 7, 8, 9, 124, 125, 126, 127, 65_534, 65_535] {
        let text = String(repeating: "x", count: length)
        try await client.send(text: "4" + text)
        #expect(try await client.frame() == .text("4" + text))
        let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0) }
        try await client.send(frame: 0x82, bytes)
        #expect(try await client.frame() == RawClient.Frame(firstByte: 0x82, payload: bytes))
      }
      await client.close()
      await server.log.wait(for: .closed(.transportLost))
    }
  }

  @Test func takesAFrameThatComesWithTheRequest() async throws {
    // No limit is near, so that nothing but the frame itself causes its answer.
    try await TestServer.run { server in
      var client = try await server.client()
      let head = ["GET \(RawClient.webSocket) HTTP/1.1", "Host: x"] + RawClient.upgradeHeaders
      try await client.send(
        Array((head.joined(separator: "\r\n") + "\r\n\r\n").utf8) + RawClient.frame(0x81, Array("4early".utf8)))
      #expect(try await client.response().status == 101)
      #expect(try await client.frame().text.hasPrefix("0{"))
      #expect(try await client.frame() == .text("4early"))
      await client.close()
    }
  }

  @Test func upgradesALaterRequestOfAConnection() async throws {
    try await TestServer.run { server in
      var client = try await server.client()
      try await client.request("GET", "/show")
      #expect(try await client.response().status == 200)
      try await client.openWebSocket()
      try await client.send(text: "4a")
      #expect(try await client.frame() == .text("4a"))
      await client.close()
    }
  }

  @Test func takesBytesOneByOne() async throws {
    try await TestServer.run { server in
      var client = try await server.client()
      try await client.openWebSocket()
      for byte in RawClient.frame(0x81, Array("4é".utf8)) { try await client.send([byte]) }
      #expect(try await client.frame() == .text("4é"))
      await client.close()
    }
  }

  @Test func putsFragmentsTogether() async throws {
    try await TestServer.run { server in
      var client = try await server.client()
      try await client.openWebSocket()
      let text = Array("4€🎉".utf8)
      try await client.send(frame: 0x01, Array(text[..<2]))
      try await client.send(frame: 0x89, Array("ping".utf8))
      for byte in text[2..<7] { try await client.send(frame: 0x00, [byte]) }
      try await client.send(frame: 0x80, Array(text[7...]))
      #expect(try await client.frame() == RawClient.Frame(firstByte: 0x8A, payload: Array("ping".utf8)))
      #expect(try await client.frame() == .text("4€🎉"))
      await client.close()
    }
  }

  struct Wrong: Sendable, CustomTestStringConvertible {
    var name: String
    var bytes: [UInt8]
    var code: Int

    /// What the application is told, along with the code.
    var reason: EngineCloseReason {
      switch code {
      case 1007: .invalidText
      case 1008: .policy
      case 1009: .tooLarge
      default: .protocolError
      }
    }

    var testDescription: String { name }
  }

  static let wrong: [Wrong] = [
    Wrong(name: "unmasked", bytes: RawClient.frame(0x81, [0x34], masked: false), code: 1002),
    Wrong(name: "RSV1", bytes: RawClient.frame(0xC1, [0x34]), code: 1002),
    Wrong(name: "RSV2", bytes: RawClient.frame(0xA1, [0x34]), code: 1002),
    Wrong(name: "RSV3", bytes: RawClient.frame(0x91, [0x34]), code: 1002),
    Wrong(name: "opcode 3", bytes: RawClient.frame(0x83, [0x34]), code: 1002),
    Wrong(name: "opcode 11", bytes: RawClient.frame(0x8B, [0x34]), code: 1002),
    Wrong(name: "continuation of nothing", bytes: RawClient.frame(0x80, [0x34]), code: 1002),
    Wrong(
      name: "new message among fragments", bytes: RawClient.frame(0x01, [0x34]) + RawClient.frame(0x81, [0x34]),
      code: 1002),
    Wrong(name: "fragmented ping", bytes: RawClient.frame(0x09, []), code: 1002),
    Wrong(name: "long ping", bytes: RawClient.frame(0x89, [UInt8](repeating: 0x61, count: 126)), code: 1002),
    Wrong(name: "not UTF-8", bytes: RawClient.frame(0x81, [0x34, 0xFF]), code: 1007),
    Wrong(name: "cut off UTF-8", bytes: RawClient.frame(0x81, [0x34, 0xE2, 0x82]), code: 1007),
    Wrong(
      name: "not UTF-8 over fragments",
      bytes: RawClient.frame(0x01, [0x34, 0xE2]) + RawClient.frame(0x00, [0x28]), code: 1007),
    Wrong(
      name: "cut off UTF-8 over fragments",
      bytes: RawClient.frame(0x01, [0x34, 0xE2]) + RawClient.frame(0x80, [0x82]), code: 1007),
    Wrong(name: "too large", bytes: RawClient.frame(0x82, [], declaredLength: 65_537), code: 1009),
    Wrong(name: "absurdly large", bytes: RawClient.frame(0x82, [], declaredLength: .max), code: 1009),
    Wrong(
      name: "too large over fragments",
      bytes: RawClient.frame(0x02, [UInt8](repeating: 0, count: 40_000))
        + RawClient.frame(0x80, [UInt8](repeating: 0, count: 40_000)), code: 1009),
    Wrong(
      name: "17 fragments", bytes: RawClient.frame(0x01, [0x34]) + (0..<16).flatMap { _ in RawClient.frame(0x00, []) },
      code: 1008),
    Wrong(name: "Close of one byte", bytes: RawClient.frame(0x88, [0x03]), code: 1002),
    Wrong(name: "Close with code 1005", bytes: RawClient.frame(0x88, [0x03, 0xED]), code: 1002),
    Wrong(name: "Close with code 999", bytes: RawClient.frame(0x88, [0x03, 0xE7]), code: 1002),
    Wrong(name: "Close with code 5000", bytes: RawClient.frame(0x88, [0x13, 0x88]), code: 1002),
    Wrong(name: "Close with a reason not UTF-8", bytes: RawClient.frame(0x88, [0x03, 0xE8, 0xFF]), code: 1007),
    Wrong(name: "a packet of no type", bytes: RawClient.frame(0x81, Array("x".utf8)), code: 1002),
    Wrong(name: "an empty packet", bytes: RawClient.frame(0x81, []), code: 1002),
  ]

  @Test(arguments: wrong) func closesWhoBreaksTheProtocol(_ wrong: Wrong) async throws {
    try await TestServer.run { server in
      var bystander = try await server.client()
      try await bystander.openWebSocket()
      var client = try await server.client()
      try await client.openWebSocket()
      try await client.send(wrong.bytes)
      // What comes after the fault is thrown away.
      try? await client.send(text: "4late")
      #expect(await client.closeCode() == wrong.code)
      await client.waitForEnd()
      try await bystander.send(text: "4unharmed")
      #expect(try await bystander.frame() == .text("4unharmed"))
      // The two may live on different loops: which end is told first is sure only where one is waited for.
      var events = await server.log.wait(for: .closed(wrong.reason))
      await bystander.close()
      events += await server.log.wait(for: .closed(.transportLost))
      #expect(!events.contains { if case .closed = $0 { true } else { false } })
      #expect(!events.contains(.text("late")))
    }
  }

  @Test func takes16Fragments() async throws {
    try await TestServer.run { server in
      var client = try await server.client()
      try await client.openWebSocket()
      try await client.send(frame: 0x01, [0x34])
      for _ in 0..<14 { try await client.send(frame: 0x00, [0x78]) }
      try await client.send(frame: 0x80, [0x78])
      #expect(try await client.frame() == .text("4" + String(repeating: "x", count: 15)))
      await client.close()
    }
  }

  @Test func closesWhoDoesNotFinishAMessage() async throws {
    try await TestServer.run({ $0.maxFragmentTime = .milliseconds(100) }) { server in
      var client = try await server.client()
      try await client.openWebSocket()
      try await client.send(frame: 0x01, [0x34])
      #expect(await client.closeCode() == 1008)
      await client.waitForEnd()
    }
  }

  @Test(arguments: [1000, 1001, 1003, 1007, 1011, 3000, 4999])
  func answersCloseWithItsCode(_ code: Int) async throws {
    try await TestServer.run { server in
      var client = try await server.client()
      try await client.openWebSocket()
      try await client.send(frame: 0x88, [UInt8(code >> 8), UInt8(code & 0xFF)] + Array("bye".utf8))
      #expect(await client.closeCode() == code)
      await client.waitForEnd()
      await server.log.wait(for: .closed(.clientClosed))
    }
  }

  @Test func answersAnEmptyClose() async throws {
    try await TestServer.run { server in
      var client = try await server.client()
      try await client.openWebSocket()
      try await client.send(frame: 0x88, [])
      #expect(try await client.frame() == RawClient.Frame(firstByte: 0x88, payload: []))
      await client.waitForEnd()
    }
  }

  @Test(arguments: EngineCloseReason.allCases)
  func everyReasonHasItsCode(_ reason: EngineCloseReason) async throws {
    try await TestServer.run { server in
      var client = try await server.client()
      try await client.openWebSocket()
      try await client.send(text: "4close \(reason.rawValue)")
      #expect(await client.closeCode() == Int(reason.webSocketCode))
      await client.waitForEnd()
      await server.log.wait(for: .closed(reason))
    }
  }

  @Test func aSessionClosedWhileItOpensIsToldOnce() async throws {
    try await TestServer.run(closesAtOnce: .policy) { server in
      var client = try await server.client()
      _ = try await client.upgrade(RawClient.webSocket)
      #expect(await client.closeCode() == 1008)
      await client.waitForEnd()
      #expect(await server.log.next() == .connected(.webSocket))
      #expect(await server.log.next() == .closed(.policy))
      var polling = try await server.client()
      let sid = try await polling.openPolling()
      #expect(await server.log.next() == .connected(.polling))
      #expect(await server.log.next() == .closed(.policy))
      #expect(try await polling.poll(sid).status == 400)
      await polling.close()
      #expect(server.server.sessionCount == 0)
    }
  }

  @Test func refusesRequestsThatAreNoWebSocket() async throws {
    try await TestServer.run { server in
      var client = try await server.client()
      try await client.request(
        "GET", RawClient.webSocket,
        headers: ["Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 12", "Sec-WebSocket-Key: x"])
      #expect(try await client.response().status == 400)
      await client.waitForEnd()
      client = try await server.client()
      try await client.request("GET", RawClient.webSocket, headers: ["Upgrade: websocket", "Connection: Upgrade"])
      #expect(try await client.response().status == 400)
      await client.waitForEnd()
      #expect(server.server.sessionCount == 0)
    }
  }

  @Test func plainRoutesEcho() async throws {
    try await TestServer.run { server in
      var client = try await server.client()
      #expect(try await client.upgrade("/plain").status == 101)
      try await client.send(text: "hello")
      #expect(try await client.frame() == .text("hello"))
      await client.close()
    }
  }
}
