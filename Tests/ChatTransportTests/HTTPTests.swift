import ChatTransport
import NIOCore
import Testing

@Suite(.timeLimit(.minutes(10))) struct HTTPTests {
  @Test func answersPlainRequests() async throws {
    try await TestServer.run { server in
      var client = try await server.client()
      try await client.request("GET", "/show?a=1")
      let response = try await client.response()
      #expect(response.status == 200)
      #expect(response.body == "GET /show a=1 127.0.0.1")
      #expect(response.headers["content-length"] == "23")
      await client.close()
    }
  }

  @Test func answersHeadWithoutABody() async throws {
    try await TestServer.run { server in
      var client = try await server.client()
      try await client.request("HEAD", "/large")
      let response = try await client.response(isHead: true)
      #expect(response.headers["content-length"] == "1048576")
      try await client.request("GET", "/nowhere")
      #expect(try await client.response().status == 404)
      await client.close()
    }
  }

  @Test func answersPipelinedRequestsInOrder() async throws {
    try await TestServer.run { server in
      var client = try await server.client()
      let requests = (0..<50).map { "GET /show?\($0) HTTP/1.1\r\nHost: x\r\n\r\n" }.joined()
      try await client.send(requests)
      for number in 0..<50 {
        #expect(try await client.response().body == "GET /show \(number) 127.0.0.1")
      }
      await client.close()
    }
  }

  @Test func closesWhenAsked() async throws {
    try await TestServer.run { server in
      var client = try await server.client()
      try await client.request("GET", "/show", headers: ["Connection: close"])
      #expect(try await client.response().headers["connection"] == "close")
      await client.waitForEnd()
      client = try await server.client()
      try await client.send("GET /show HTTP/1.0\r\n\r\n")
      #expect(try await client.response().headers["connection"] == "close")
      await client.waitForEnd()
    }
  }

  @Test func tellsAClientToGoOnWithItsBody() async throws {
    try await TestServer.run { server in
      var client = try await server.client()
      try await client.send("POST /show HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n")
      #expect(try await client.response().status == 100)
      try await client.send("abc")
      #expect(try await client.response().body == "POST /show  127.0.0.1")
      await client.close()
    }
  }

  @Test(arguments: [
    "nonsense\r\n\r\n", "GET / HTTP/1.1\r\nno colon\r\n\r\n", "GET / HTTP/3.7\r\n\r\n", "\u{0}\u{1}\u{2}\r\n\r\n",
    "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", "GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
  ])
  func refusesWhatIsNotHTTP(_ request: String) async throws {
    try await TestServer.run { server in
      var client = try await server.client()
      try await client.send(request)
      #expect(try await client.response().status == 400)
      await client.waitForEnd()
    }
  }

  @Test func refusesHeadersThatAreTooLarge() async throws {
    try await TestServer.run { server in
      var client = try await server.client()
      try await client.request("GET", "/show", headers: ["X-Large: " + String(repeating: "x", count: 20_000)])
      #expect(try await client.response().status == 200)
      try await client.request("GET", "/show", headers: ["X-Large: " + String(repeating: "x", count: 40_000)])
      #expect(try await client.response().status == 431)
      await client.waitForEnd()
      client = try await server.client()
      try await client.send("GET /" + String(repeating: "x", count: 100_000))
      #expect(try await client.response().status == 431)
      await client.waitForEnd()
    }
  }

  @Test func refusesTooManyHeaders() async throws {
    try await TestServer.run { server in
      var client = try await server.client()
      try await client.request("GET", "/show", headers: (0..<63).map { "X-\($0): 1" })
      #expect(try await client.response().status == 200)
      try await client.request("GET", "/show", headers: (0..<64).map { "X-\($0): 1" })
      #expect(try await client.response().status == 431)
      await client.waitForEnd()
    }
  }

  /// What each of them sends before it falls silent.
  @Test(arguments: [
    [], ["GET /show HTTP/1.1\r\nHost: x\r\n"], ["GET /show HTTP/1.1\r\nHost: x\r\n\r\n", "GET /show HTTP/1.1\r\n"],
    ["POST /show HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nabc"],
  ]) func closesWhoIsSlowWithItsHeaders(_ parts: [String]) async throws {
    try await TestServer.run({ $0.maxHeaderTime = .seconds(2) }) { server in
      var client = try await server.client()
      if parts.count > 1 {
        // A busy machine may use the time up before it reads this request, which is then tried again.
        var response: RawClient.Response?
        for _ in 0..<10 where response == nil {
          try? await client.send(parts[0])
          response = try? await client.response()
          if response == nil {
            await client.close()
            client = try await server.client()
          }
        }
        #expect(response?.status == 200)
      }
      // The end may have come already.
      if let last = parts.last { try? await client.send(last) }
      await client.waitForEnd()
    }
  }

  @Test func closesIdleConnections() async throws {
    try await TestServer.run({ $0.keepAlive = .milliseconds(50) }) { server in
      var client = try await server.client()
      try await client.request("GET", "/show")
      _ = try await client.response()
      await client.waitForEnd()
    }
  }

  @Test func refusesBodiesThatAreTooLarge() async throws {
    try await TestServer.run { server in
      var client = try await server.client()
      try await client.send("POST /show HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n")
      #expect(try await client.response().status == 413)
      await client.waitForEnd()
      client = try await server.client()
      let chunk = "4000\r\n" + String(repeating: "x", count: 0x4000) + "\r\n"
      try await client.send("POST /show HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
      for _ in 0..<5 { try await client.send(chunk) }
      #expect(try await client.response().status == 413)
      await client.waitForEnd()
    }
  }

  @Test func doesNotPileUpRepliesForWhoDoesNotRead() async throws {
    try await TestServer.run { server in
      let client = try await RawClient(port: server.port, reads: false)
      let requests = String(repeating: "GET /large HTTP/1.1\r\nHost: x\r\n\r\n", count: 500)
      try await client.send(requests)
      // While others are answered, it is not served beyond what fits the socket's buffers.
      for _ in 0..<4 {
        var other = try await server.client()
        try await other.request("GET", "/show")
        #expect(try await other.response().status == 200)
        await other.close()
      }
      server.log.append(.request("end"))
      let served = await server.log.wait(for: .request("end")).filter { $0 == .request("/large") }
      #expect(served.count < 100)
      await client.close()
    }
  }

  @Test func aPortInUseIsOneClearLine() async throws {
    try await TestServer.run { server in
      var configuration = TransportConfiguration()
      configuration.port = server.port
      let routes = TransportRoutes(http: { _, eventLoop in eventLoop.makeSucceededFuture(.notFound) })
      let error = await #expect(throws: TransportStartError.self) {
        _ = try await TransportServer.start(configuration, routes: routes, group: TestGroup.shared)
      }
      #expect(error?.code == .addressInUse)
      #expect(
        error?.description
          == "port \(server.port) of 127.0.0.1 is in use; stop the program that listens there or choose another port")
      configuration.port = 65_536
      await #expect(throws: TransportStartError.self) {
        _ = try await TransportServer.start(configuration, routes: routes, group: TestGroup.shared)
      }
      configuration.port = 0
      configuration.host = "name.invalid"
      let unknown = await #expect(throws: TransportStartError.self) {
        _ = try await TransportServer.start(configuration, routes: routes, group: TestGroup.shared)
      }
      #expect(unknown?.code == .addressNotAvailable)
    }
  }
}
