import Glibc

/// Where a server is: `http://host:port`.
public struct ServerAddress: Sendable, Equatable {
  /// Name or numeric address, IPv6 without brackets.
  public let host: String
  /// The port.
  public let port: UInt16

  /// Reads a URL; nil if it is none of this form.
  public init?(_ url: String) {
    guard url.hasPrefix("http://") else { return nil }
    var rest = url.dropFirst(7)
    if rest.hasSuffix("/") { rest = rest.dropLast() }
    var port = "80"[...]
    if rest.hasPrefix("["), let end = rest.firstIndex(of: "]") {
      host = String(rest[rest.index(after: rest.startIndex)..<end])
      let tail = rest[rest.index(after: end)...]
      if !tail.isEmpty {
        guard tail.hasPrefix(":") else { return nil }
        port = tail.dropFirst()
      }
    } else if let colon = rest.lastIndex(of: ":") {
      host = String(rest[..<colon])
      port = rest[rest.index(after: colon)...]
    } else {
      host = String(rest)
    }
    guard !host.isEmpty, !host.contains("/"), let number = UInt16(port), number > 0 else { return nil }
    self.port = number
  }

  /// As it stands in a URL.
  public var text: String { "http://\(authority)" }

  /// Host and port, as a request's `Host` field has them.
  var authority: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

  /// Opens a non-blocking TCP connection that may not be established yet.
  func connect() throws(BenchError) -> Int32 {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, String(port), &hints, &found) == 0, let address = found else {
      throw BenchError("There is no host '\(host)'.", hint: "check --url")
    }
    defer { freeaddrinfo(found) }
    let descriptor = socket(
      address.pointee.ai_family, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else {
      throw BenchError("No more connections can be opened.", hint: "raise the limit of open files: ulimit -n")
    }
    var on: Int32 = 1
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    let status = Glibc.connect(descriptor, address.pointee.ai_addr, address.pointee.ai_addrlen)
    guard status == 0 || errno == EINPROGRESS else {
      close(descriptor)
      throw .unreachable(self)
    }
    return descriptor
  }
}

extension BenchError {
  static func unreachable(_ server: ServerAddress) -> BenchError {
    BenchError("\(server.text) does not answer.", hint: "start a server there, or name another with --url")
  }
}
