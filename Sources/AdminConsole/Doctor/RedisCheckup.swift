import RedisClient

/// Looks whether a Redis is set up to keep a chat.
enum RedisCheckup {
  static func findings(_ info: RedisServerInfo, usedMemory: Int64) -> [Finding] {
    [version(info), role(info), persistence(info), policy(info), memory(info, used: usedMemory)]
  }

  private static func version(_ info: RedisServerInfo) -> Finding {
    info.version >= RedisServerInfo.Version(major: 7, minor: 0, patch: 0)
      ? Finding("redis version", .good, "Redis \(info.version).")
      : Finding("redis version", .bad, "Redis \(info.version) is too old.", hint: "Use 7.0 or later.")
  }

  private static func role(_ info: RedisServerInfo) -> Finding {
    info.role == .primary
      ? Finding("redis role", .good, "It is a primary.")
      : Finding("redis role", .bad, "It is a replica.", hint: "Use the address of the primary.")
  }

  private static func persistence(_ info: RedisServerInfo) -> Finding {
    switch (info.appendOnly, info.appendFsync) {
    case (true?, "always"?): Finding("persistence", .good, "Each write is on disk before it is answered.")
    case (true?, "no"?):
      Finding(
        "persistence", .doubtful, "The append-only file is written when the system pleases.",
        hint: "Set appendfsync everysec.")
    case (true?, _): Finding("persistence", .good, "The append-only file is written every second.")
    case (nil, _): Finding("persistence", .doubtful, "This user may not see how Redis keeps its data.")
    case (false?, _):
      if let save = info.save, !save.isEmpty {
        Finding(
          "persistence", .doubtful, "Only snapshots are written (\(save)): a crash loses minutes.",
          hint: "Set appendonly yes.")
      } else {
        Finding(
          "persistence", .bad, "Nothing is written to disk: a restart loses everything.", hint: "Set appendonly yes.")
      }
    }
  }

  private static func policy(_ info: RedisServerInfo) -> Finding {
    switch info.maxMemoryPolicy {
    case "noeviction"?: Finding("memory policy", .good, "Nothing is thrown away when Redis is full.")
    case nil: Finding("memory policy", .doubtful, "This user may not see what Redis does when it is full.")
    case let policy?:
      Finding(
        "memory policy", info.maxMemory == 0 ? .doubtful : .bad,
        "With \(policy) Redis throws away messages and bans when it is full.", hint: "Set maxmemory-policy noeviction.")
    }
  }

  private static func memory(_ info: RedisServerInfo, used: Int64) -> Finding {
    guard let most = info.maxMemory, most > 0 else {
      return Finding("memory", .good, "\(used >> 20) MiB used, no limit set.")
    }
    let percent = used * 100 / most
    let text = "\(percent) % of \(most >> 20) MiB used."
    return percent < 80
      ? Finding("memory", .good, text)
      : Finding("memory", percent < 98 ? .doubtful : .bad, text, hint: "Raise maxmemory, or trim rooms.")
  }
}
