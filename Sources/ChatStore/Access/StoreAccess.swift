/// What somebody may do with the store, as rules of Redis' access control lists.
public enum StoreAccess: String, Sendable, CaseIterable {
  /// Reads everything but the key that tokens are signed with; changes nothing.
  case viewer
  /// Moderates: changes rooms, people and bans, and adds to the audit.
  case moderator
  /// What a server needs.
  case server

  private static let reading = [
    "hget", "hmget", "hgetall", "hlen", "hscan", "hexists", "hkeys", "hvals", "zrange", "zrangebyscore", "zrevrange",
    "zcard", "zscore", "zcount", "smembers",
    "scard", "get", "exists", "pttl", "type", "xrange", "xrevrange", "xlen", "scan", "dbsize", "evalsha_ro", "eval_ro",
  ]
  private static let connecting = [
    "auth", "ping", "info", "select", "client|id", "script|load", "subscribe", "unsubscribe",
  ]
  private static let changing = [
    "hset", "hdel", "hincrby", "zadd", "zrem", "zremrangebyrank", "sadd", "srem", "set",
    "del", "unlink", "expire", "pexpire", "persist", "rename", "time", "publish", "evalsha", "eval",
  ]
  /// Parts of a room, each under a key of its own.
  private static let roomParts = [
    "messages", "state", "members", "conns", "count", "roles", "bans", "mutes", "changed", "dedupe:*", "pace:*",
    "trash:*", "acts", "aside:*", "load:*",
  ]
  /// Keys of the chat as a whole; not the secret, and not the audit.
  private static let sharedParts = [
    "rooms", "bans", "person:*", "server:*", "servers", "announcements", "announcements:*", "bans:*", "act:*", "schema",
  ]

  /// The line that makes a user with these rights, for `ACL SETUSER` or an ACL file; it has no password yet.
  public func rules(user: String, keys: Keys) -> String {
    let prefix = keys.prefix
    let rooms = Self.roomParts.map { "\(prefix){*}:\($0)" }
    let shared = Self.sharedParts.map { prefix + $0 }
    let channels = ["&\(prefix){*}:bus", "&\(prefix)control"]
    var rules = ["user", user, "on", "resetkeys", "resetchannels", "-@all"]
    switch self {
    case .viewer:
      rules += channels + (rooms + shared + [prefix + "audit", prefix + "audit:*"]).map { "%R~" + $0 }
      rules += (Self.connecting + Self.reading).map { "+" + $0 }
    case .moderator:
      rules += channels + (rooms + [prefix + "{*}:bus"] + shared).map { "~" + $0 }
      rules += (Self.connecting + Self.reading + Self.changing).map { "+" + $0 }
      let audit = ["xadd", "xrange", "xrevrange", "xlen", "xtrim", "hget", "hset", "get", "set", "evalsha", "eval"]
      rules.append(
        "(" + (["~\(prefix)audit", "~\(prefix)audit:*"] + audit.map { "+" + $0 }).joined(separator: " ") + ")")
    case .server:
      rules += channels + ["~\(prefix)*"]
      rules += (Self.connecting + Self.reading + Self.changing).map { "+" + $0 }
      rules += ["+client|kill", "+config|get"]
    }
    return rules.joined(separator: " ")
  }
}
