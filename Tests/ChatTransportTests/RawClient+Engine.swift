extension RawClient {
  static let polling = "/engine/?EIO=4&transport=polling"
  static let webSocket = "/engine/?EIO=4&transport=websocket"

  /// Asks for a WebSocket and returns the answer.
  mutating func upgrade(_ target: String, headers: [String] = []) async throws -> Response {
    try await request("GET", target, headers: Self.upgradeHeaders + headers)
    return try await response()
  }

  static let upgradeHeaders = [
    "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
  ]

  /// Opens an Engine.IO session on a WebSocket.
  mutating func openWebSocket() async throws {
    guard try await upgrade(Self.webSocket).status == 101 else { throw Unexpected(what: "no upgrade") }
    guard try await frame().text.hasPrefix("0{") else { throw Unexpected(what: "no handshake") }
  }

  /// Opens an Engine.IO session on polling and returns its sid.
  mutating func openPolling() async throws -> String {
    try await request("GET", Self.polling)
    let parts = try await response().body.split(separator: "\"")
    guard parts.count > 3 else { throw Unexpected(what: "no handshake") }
    return String(parts[3])
  }

  func get(_ sid: String) async throws {
    try await request("GET", Self.polling + "&sid=" + sid)
  }

  mutating func poll(_ sid: String) async throws -> Response {
    try await get(sid)
    return try await response()
  }

  mutating func post(_ sid: String, _ body: String) async throws -> Response {
    try await request("POST", Self.polling + "&sid=" + sid, body: body)
    return try await response()
  }

  /// Opens a WebSocket for a polling session, up to `3probe`.
  mutating func probe(_ sid: String) async throws {
    guard try await upgrade(Self.webSocket + "&sid=" + sid).status == 101 else { throw Unexpected(what: "no upgrade") }
    try await send(text: "2probe")
    guard try await frame() == .text("3probe") else { throw Unexpected(what: "no probe") }
  }
}
