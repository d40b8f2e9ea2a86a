import ArgumentParser
import ChatModel
import ChatStore

/// `room [ROOM]`
struct RoomCommand: AdminCommand {
  static let configuration = CommandConfiguration(
    commandName: "room", abstract: "Show how a room stands: log, people, settings.")

  @Argument(help: "The room; the one in use unless named.")
  var named: RoomID?
  @OptionGroup var common: CommonOptions

  func run(_ context: AdminContext) async throws(AdminError) {
    let room = try context.chosenRoom(named)
    let state = try await context.ask { () throws(StoreError) in try await context.store.state(of: room) }
    guard let state else { throw AdminError(.notFound, "There is no room \(room).", hint: "'rooms' lists them.") }
    try context.show(
      Record([
        "room": .word(room.rawValue), "topic": .text(state.topic), "people": .number(state.people),
        "connections": .number(state.connections), "presence": .word(state.presence),
        "messages": .number(state.messages), "first_seq": .number(state.firstSeq), "seq": .number(state.seq),
        "oldest": state.oldest.map { .date($0) } ?? .none, "newest": state.newest.map { .date($0) } ?? .none,
        "epoch": state.epoch.map { .word($0.rawValue) } ?? .none, "rev": .number(state.rev),
        "locked": .flag(state.isLocked), "hidden": .flag(state.isHidden),
        "slow_mode": state.slowMilliseconds > 0 ? .duration(state.slowMilliseconds) : .none,
        "retain_count": state.retainCount.map { .number($0) } ?? .none,
        "retain_age": state.retainMilliseconds > 0 ? .duration(state.retainMilliseconds) : .none,
        "roles": .number(state.roles), "bans": .number(state.bans), "mutes": .number(state.mutes),
      ]))
  }
}
