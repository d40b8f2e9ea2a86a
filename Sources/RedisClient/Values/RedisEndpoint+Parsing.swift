extension RedisEndpoint {
  /// The longest path of a Unix socket in bytes (`sun_path` less its final zero).
  public static let longestSocketPath = 107

  /// Reads an address: `redis://[user:pass@]host[:port][/db]`, `unix://[user:pass@]/path[?db=n]`, `host[:port]`;
  /// over TLS `rediss://…`, which may end with `?ca=/path` to a PEM file with the authorities to believe. IPv6 addresses stand in brackets; user and password may be percent-encoded. The port is 6379 unless given.
  ///
  /// Throws a `RedisError` with `invalidEndpoint`, which does not repeat the password.
  public init(parsing text: String) throws(RedisError) {
    var rest = Substring(text)
    var (isSocket, isEncrypted) = (false, false)
    if let separator = text.firstRange(of: "://") {
      let scheme = text[..<separator.lowerBound].lowercased()
      rest = text[separator.upperBound...]
      switch scheme {
      case "redis": break
      case "unix", "redis+unix": isSocket = true
      case "rediss": isEncrypted = true
      default:
        throw Self.invalid("the scheme \"\(scheme)\" is not known")
      }
    }
    self.init(address: .host("", port: 6379))
    self.isEncrypted = isEncrypted
    if isEncrypted, let mark = rest.firstRange(of: "?ca=") {
      let path = try Self.decodePercent(rest[mark.upperBound...])
      guard path.hasPrefix("/"), !path.utf8.contains(0) else { throw Self.invalid("?ca= takes an absolute path") }
      authorities = path
      rest = rest[..<mark.lowerBound]
    }
    // The last @, since a password that was not encoded may hold one.
    if let at = isSocket ? Self.endOfCredentials(in: rest) : rest.lastIndex(of: "@") {
      try readCredentials(rest[..<at])
      rest = rest[rest.index(after: at)...]
    }
    if isSocket {
      try readSocket(rest)
    } else {
      try readHost(rest)
    }
  }

  /// The `@` before a socket's path; a path may hold one itself.
  private static func endOfCredentials(in text: Substring) -> Substring.Index? {
    text.hasPrefix("/") ? nil : text.firstRange(of: "@/")?.lowerBound
  }

  private mutating func readCredentials(_ text: Substring) throws(RedisError) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let user = try Self.decodePercent(parts[0])
    username = user.isEmpty ? nil : user
    password = parts.count > 1 ? try Self.decodePercent(parts[1]) : nil
    if username != nil, password == nil { throw Self.invalid("it has a user but no password") }
  }

  private mutating func readSocket(_ text: Substring) throws(RedisError) {
    let parts = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    let path = String(parts[0])
    guard path.hasPrefix("/"), path.utf8.count > 1, !path.utf8.contains(0) else {
      throw Self.invalid("unix:// takes an absolute path")
    }
    guard path.utf8.count <= Self.longestSocketPath else {
      throw Self.invalid("the socket path has \(path.utf8.count) bytes, \(Self.longestSocketPath) are possible")
    }
    address = .unixSocket(path: path)
    if parts.count > 1 {
      guard parts[1].hasPrefix("db=") else { throw Self.invalid("after the path only ?db=n can stand") }
      database = try Self.databaseNumber(parts[1].dropFirst(3))
    }
  }

  private mutating func readHost(_ text: Substring) throws(RedisError) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    if parts.count > 1, !parts[1].isEmpty { database = try Self.databaseNumber(parts[1]) }
    var host = parts[0]
    var port: Substring?
    if host.hasPrefix("[") {
      guard let end = host.firstIndex(of: "]") else { throw Self.invalid("the bracket of the IPv6 address is open") }
      let after = host[host.index(after: end)...]
      guard after.isEmpty || after.hasPrefix(":") else { throw Self.invalid("after the bracket only a port can stand") }
      port = after.isEmpty ? nil : after.dropFirst()
      host = host[host.index(after: host.startIndex)..<end]
    } else if let colon = host.firstIndex(of: ":") {
      port = host[host.index(after: colon)...]
      host = host[..<colon]
      if port?.contains(":") == true { throw Self.invalid("an IPv6 address stands in brackets: [::1]:6379") }
    }
    guard !host.isEmpty, host.utf8.allSatisfy({ $0 > 32 && $0 != 127 && $0 != UInt8(ascii: "?") }) else {
      throw Self.invalid("there is no host")
    }
    let number = port.map { UInt16($0) ?? 0 } ?? 6379
    guard number > 0 else {
      throw Self.invalid("the port is not a number from 1 to 65535")
    }
    address = .host(String(host), port: Int(number))
  }

  private static func databaseNumber(_ text: Substring) throws(RedisError) -> Int {
    guard let number = Int(text), number >= 0 else { throw invalid("the database is not a number") }
    return number
  }

  private static func decodePercent(_ text: Substring) throws(RedisError) -> String {
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else {
        throw invalid("a % is not followed by two hex digits")
      }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func invalid(_ reason: String) -> RedisError {
    RedisError(
      .invalidEndpoint, "The Redis address cannot be read: \(reason).",
      hint: "write redis://[user:pass@]host[:port][/db], rediss:// for TLS, unix:///path or host:port")
  }
}
