/// Where a server is: `http://host[:port]` or `ws://…`; over TLS `https://…` or `wss://…`.
public struct ServerURL: Sendable, Hashable, CustomStringConvertible {
  /// Name or numeric address, IPv6 without brackets.
  public let host: String
  /// The port; 80 unless it is given, 443 over TLS.
  public let port: Int
  /// Whether the connection goes over TLS.
  public let isEncrypted: Bool

  /// Reads a URL.
  ///
  /// - Throws: ``ChatClientError`` `invalid_url`.
  public init(_ text: String) throws(ChatClientError) {
    guard let mark = text.firstRange(of: "://") else { throw .invalidURL }
    switch text[..<mark.lowerBound].lowercased() {
    case "http", "ws": isEncrypted = false
    case "https", "wss": isEncrypted = true
    default: throw .invalidURL
    }
    var rest = text[mark.upperBound...]
    if rest.hasSuffix("/") { rest = rest.dropLast() }
    var portText = isEncrypted ? "443"[...] : "80"[...]
    if rest.hasPrefix("["), let end = rest.firstIndex(of: "]") {
      host = String(rest[rest.index(after: rest.startIndex)..<end])
      let tail = rest[rest.index(after: end)...]
      guard tail.isEmpty || tail.hasPrefix(":") else { throw .invalidURL }
      if !tail.isEmpty { portText = tail.dropFirst() }
    } else if let colon = rest.lastIndex(of: ":") {
      host = String(rest[..<colon])
      portText = rest[rest.index(after: colon)...]
    } else {
      host = String(rest)
    }
    // Only brackets hold an address with colons.
    let foreign = rest.hasPrefix("[") ? "/?#@[]\\" : "/?#@[]\\:"
    let isHost = host.utf8.allSatisfy { byte in byte > 0x20 && byte < 0x7F && !foreign.utf8.contains(byte) }
    guard isHost, !host.isEmpty, let port = UInt16(portText), port > 0 else { throw .invalidURL }
    self.port = Int(port)
  }

  /// Host and port, as a request's `Host` field has them.
  var authority: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

  /// As it stands in an address line.
  public var description: String { (isEncrypted ? "https://" : "http://") + authority }
}

extension ChatClientError {
  fileprivate static let invalidURL = ChatClientError(
    .invalidURL, "A server's address is like http://127.0.0.1:3000.", hint: "Name scheme, host and port, no path.")
}
