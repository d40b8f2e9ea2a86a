import ChatModel
import ChatStore
import Rendering

extension AdminContext {
  /// Changes settings of a room, and shows how it stands after it.
  ///
  /// - Parameter plan: what is going to be done, in a line.
  func set(
    _ settings: [RoomSetting], of room: RoomID, plan: String, _ setting: SettingOptions, _ options: ActOptions
  ) async throws(AdminError) {
    if options.isDry {
      if !setting.create { try await mustExist(room) }
      return try output.result(line: plan)
    }
    let act = act(options.reason)
    let outcome = try await carryOut { () throws(StoreError) in
      try await writer.set(
        settings, of: room, mayCreate: setting.create || room == session.configuration.defaultRoom, act)
    }
    warn(unaudited: outcome.auditFailure, outcome.act)
    let state = try await ask { () throws(StoreError) in try await store.state(of: room) }
    guard let state else { return output.note("\(room) is gone: nothing was kept of it any more.") }
    try show(
      Record([
        "room": .word(room.rawValue), "topic": .text(state.topic), "locked": .flag(state.isLocked),
        "hidden": .flag(state.isHidden),
        "slow_mode": state.slowMilliseconds > 0 ? .duration(state.slowMilliseconds) : .none,
        "retain_count": state.retainCount.map { .number($0) } ?? .none,
        "retain_age": state.retainMilliseconds > 0 ? .duration(state.retainMilliseconds) : .none,
        "act": .word(outcome.act.rawValue),
      ]))
  }
}
