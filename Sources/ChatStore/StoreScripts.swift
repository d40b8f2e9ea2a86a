import RedisClient

/// The steps on the store, one Lua file each.
enum StoreScripts {
  static let append = RedisScript(
    name: "append", source: text(PackageResources._room_lua + PackageResources.append_lua), readOnly: false)
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
  static let person = RedisScript(
    name: "person", source: text(PackageResources.person_lua), readOnly: false)

  static let all = [append, join, leave, reap, expel, restrict, delete, history, sync, check, sweep, rename, person]

  /// A step on a room, with what all of them share in front.
  private static func step(_ name: String, _ source: [UInt8]) -> RedisScript {
    RedisScript(
      name: name, source: text(PackageResources._room_lua + PackageResources._steps_lua + source), readOnly: false)
  }

  private static func text(_ source: [UInt8]) -> String { String(decoding: source, as: UTF8.self) }
}
