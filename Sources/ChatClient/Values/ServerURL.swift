/// Where a server is: `http://host:port`, or `ws://host:port`.
public struct ServerURL: Sendable, Hashable, CustomStringConvertible {
  /// Name or numeric address, IPv6 without brackets.
  public let host: String
  /// The port.
  public let port: Int

  /// Reads a URL.
  ///
  /// - Throws: ``ChatClientError`` `invalid_url`, or `tls_unsupported` for `https` and `wss`.
  public init(_ text: String) throws(ChatClientError) {
    guard let mark = text.firstRange(of: "://") else { throw .invalidURL }
    switch text[..<mark.lowerBound].lowercased() {
    case "http", "ws": break
    case "https", "wss":
      throw ChatClientError(
        .tlsUnsupported, "This program connects without TLS only.",
        hint: "Use http://, on the server's own machine or through a tunnel.")
    default: throw .invalidURL
    }
    var rest = text[mark.upperBound...]
    if rest.hasSuffix("/") { rest = rest.dropLast() }
    var portText = "80"[...]
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
  public var description: String { "http://\(authority)" }
}

extension ChatClientError {
  fileprivate static let invalidURL = ChatClientError(
    .invalidURL, "A server's address is like http://127.0.0.1:3000.", hint: "Name scheme, host and port, no path.")
}
