extension RedisError {
  /// The failure of a command that Redis answered with an error, with a hint where its meaning is known.
  init(reply error: RedisReplyError) {
    self.init(.reply(error), "Redis answered: \(error.message)", hint: Self.hint(for: error), wasSent: true)
  }

  private static func hint(for error: RedisReplyError) -> String {
    switch error.prefix {
    case "WRONGPASS": "check user and password in the address"
    case "NOAUTH": "this Redis wants a password: redis://:password@host, or redis://user:password@host"
    case "NOPERM": "give the user the right to run this command (ACL SETUSER)"
    case "OOM": "Redis is full: raise maxmemory, or remove old data"
    case "READONLY": "this is a replica: use the address of the primary"
    case "LOADING": "Redis is reading its data from disk: wait until it is done"
    case "MISCONF": "Redis cannot write to its disk and refuses writes: see its log"
    case "MOVED", "ASK", "CROSSSLOT", "CLUSTERDOWN": "Redis Cluster is not supported: use a Redis that is not a cluster"
    case "BUSY": "a script runs for too long on this Redis"
    case "DENIED": "this Redis is in protected mode: set a password, or bind it to addresses you trust"
    case "NOREPLICAS": "too few replicas follow this Redis (min-replicas-to-write)"
    case "ERR" where error.message.contains("AUTH"): "this Redis has no password: leave it out of the address"
    case "ERR" where error.message.contains("max number of clients"): "raise maxclients of this Redis"
    case "ERR" where error.message.contains("DB index"): "use a database number that this Redis has"
    default: ""
    }
  }
}
