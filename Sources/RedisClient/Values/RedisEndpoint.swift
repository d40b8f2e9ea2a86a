/// Where a Redis is and how to sign in: `redis://[user:pass@]host[:port][/db]`, the same over TLS with `rediss://`,
/// `unix:///path`, or `host:port`.
public struct RedisEndpoint: Sendable, Hashable, CustomStringConvertible {
  /// A place to connect to.
  public enum Address: Sendable, Hashable {
    /// A host name or address, without brackets, and a port.
    case host(String, port: Int)
    /// A Unix socket's path.
    case unixSocket(path: String)
  }

  /// Where it is.
  public var address: Address
  /// The ACL user; `nil` for Redis' default user.
  public var username: String?
  /// The password; `nil` when there is none.
  public var password: String?
  /// The number of the database. Default 0.
  public var database: Int
  /// Whether the connection goes over TLS.
  public var isEncrypted = false
  /// The path of a PEM file with the authorities to believe over TLS; nil for those the system knows.
  public var authorities: String?

  /// An endpoint of these parts, without TLS.
  public init(address: Address, username: String? = nil, password: String? = nil, database: Int = 0) {
    self.address = address
    self.username = username
    self.password = password
    self.database = database
  }

  /// The address without user and password, safe to show and to log.
  public var description: String {
    let suffix = database == 0 ? "" : "/\(database)"
    switch address {
    case .host(let host, let port):
      return "\(isEncrypted ? "rediss" : "redis")://\(host.contains(":") ? "[\(host)]" : host):\(port)\(suffix)"
    case .unixSocket(let path):
      return "unix://\(path)\(database == 0 ? "" : "?db=\(database)")"
    }
  }
}

// Without these, a debugger's or `dump`'s view of the parts would show the password.
extension RedisEndpoint: CustomDebugStringConvertible, CustomReflectable {
  /// The same as `description`.
  public var debugDescription: String { description }
  /// Shows no more than `description`.
  public var customMirror: Mirror { Mirror(self, children: [("endpoint", description)]) }
}
