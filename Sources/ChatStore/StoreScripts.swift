import RedisClient

/// The steps on the store, one Lua file each.
enum StoreScripts {
  /// What stands in front of a step on a room.
  private enum Prelude {
    /// What accepting a message needs.
    case room
    /// What the steps of servers share besides.
    case steps
    /// What the steps of those who look after the chat share besides.
    case acts

    var source: [UInt8] {
      switch self {
      case .room: PackageResources._room_lua
      case .steps: PackageResources._steps_lua
      case .acts: PackageResources._acts_lua
      }
    }
  }

  static let append = step("append", PackageResources.append_lua, with: [.room])
  static let join = step("join", PackageResources.join_lua)
  static let leave = step("leave", PackageResources.leave_lua)
  static let reap = step("reap", PackageResources.reap_lua)
  static let expel = step("expel", PackageResources.expel_lua)
  static let restrict = step("restrict", PackageResources.restrict_lua)
  static let delete = step("delete", PackageResources.delete_lua)
  static let history = step("history", PackageResources.history_lua)
  static let sync = step("sync", PackageResources.sync_lua)
  static let check = step("check", PackageResources.check_lua)
  static let sweep = step("sweep", PackageResources.sweep_lua)
  static let rename = step("rename", PackageResources.rename_lua)
  static let load = step("load", PackageResources.load_lua)
  static let person = plain("person", PackageResources.person_lua)
  static let signIn = plain("sign_in", PackageResources.sign_in_lua)
  static let receipt = plain("receipt", PackageResources.receipt_lua)

  // Steps of those who look after the chat: loaded when they are first run.
  static let act = plain("act", PackageResources.act_lua)
  static let everywhere = plain("everywhere", PackageResources.everywhere_lua)
  static let announce = plain("announce", PackageResources.announce_lua)
  static let audit = plain("audit", PackageResources.audit_lua)
  static let personRole = plain("person_role", PackageResources.person_role_lua)
  static let role = step("role", PackageResources.role_lua, with: [.room, .steps, .acts])
  static let refresh = step("refresh", PackageResources.refresh_lua, with: [.room, .steps, .acts])
  static let settings = step("settings", PackageResources.settings_lua, with: [.room, .steps, .acts])

  static let remove = step("remove", PackageResources.remove_lua, with: [.room, .steps, .acts])
  static let trim = step("trim", PackageResources.trim_lua, with: [.room, .steps, .acts])
  static let undo = step("undo", PackageResources.undo_lua, with: [.room, .steps, .acts])

  static let mend = step("mend", PackageResources.mend_lua)
  static let renew = step("renew", PackageResources.renew_lua)
  static let setAside = plain("set_aside", PackageResources.set_aside_lua)

  static let all = [
    append, join, leave, reap, expel, restrict, delete, history, sync, check, sweep, rename, person, signIn,
    receipt,
  ]

  /// A step on a room, with what it needs in front.
  private static func step(_ name: String, _ source: [UInt8], with preludes: [Prelude] = [.room, .steps]) -> RedisScript
  {
    plain(name, preludes.flatMap(\.source) + source)
  }

  private static func plain(_ name: String, _ source: [UInt8]) -> RedisScript {
    RedisScript(name: name, source: String(decoding: source, as: UTF8.self), readOnly: false)
  }
}
