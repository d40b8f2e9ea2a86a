/// What a Redis says of itself when a connection to it is made (`INFO`).
public struct RedisServerInfo: Sendable, Hashable {
  /// Which part a Redis plays in replication.
  public enum Role: String, Sendable, Hashable {
    /// It takes writes.
    case primary = "master"
    /// It follows a primary.
    case replica = "slave"
  }

  /// A version number, `7.0.15`.
  public struct Version: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The three numbers.
    public let major: Int, minor: Int, patch: Int

    /// A version of these numbers.
    public init(major: Int, minor: Int, patch: Int) {
      (self.major, self.minor, self.patch) = (major, minor, patch)
    }

    /// Reads `7.0.15`; missing or odd parts count as 0.
    public init(parsing text: String) {
      let parts = text.split(separator: ".").map { Int($0) ?? 0 }
      self.init(
        major: parts.first ?? 0, minor: parts.count > 1 ? parts[1] : 0, patch: parts.count > 2 ? parts[2] : 0)
    }

    /// Orders by major, minor, patch.
    public static func < (a: Version, b: Version) -> Bool {
      (a.major, a.minor, a.patch) < (b.major, b.minor, b.patch)
    }

    /// `7.0.15`.
    public var description: String { "\(major).\(minor).\(patch)" }
  }

  /// 40 random characters, new at every start of the Redis process.
  public var runID: String
  /// Its version.
  public var version: Version
  /// Primary or replica.
  public var role: Role
  /// Whether a replica refuses writes.
  public var isReadOnly: Bool
  /// The replication id (`master_replid`); changes when a replica is promoted.
  public var masterReplid: String
  /// The replication id before a promotion (`master_replid2`); 40 zeros where there was none.
  public var masterReplid2: String
  /// The number Redis gave to this connection (`CLIENT ID`).
  public var connectionID: Int64
  /// The most memory it may use in bytes, 0 without a limit; `nil` when it does not say.
  public var maxMemory: Int64?
  /// What it does when full, such as `noeviction`; `nil` when it does not say.
  public var maxMemoryPolicy: String?
  /// Whether it writes an append-only file; `nil` when it does not say.
  public var appendOnly: Bool?
  /// When that file is synced: `always`, `everysec`, `no`; only read by `probe`, `nil` when it does not say.
  public var appendFsync: String?
  /// The snapshot rule (`save`), empty when off; only read by `probe`, `nil` when it does not say.
  public var save: String?
}
