import ChatModel

/// Connections that are out of a room here while the store may still have them in it; it is told when that works again.
///
/// Bounded by the rooms that connections were in when the store went away: while it is away nobody joins.
struct UnfinishedLeaves {
  struct Leave: Hashable {
    let connection: ConnectionID
    let member: MemberID
  }

  private var leaves: [RoomID: Set<Leave>] = [:]

  /// The rooms of all of them.
  var rooms: [RoomID] { Array(leaves.keys) }

  /// Whether the store may have somebody of this server in the room.
  func concern(_ room: RoomID) -> Bool { leaves[room] != nil }

  mutating func add(_ leave: Leave, in room: RoomID) { leaves[room, default: []].insert(leave) }

  /// The connection is about to come back to the room.
  ///
  /// - Returns: whether it had not left yet.
  mutating func cancel(_ leave: Leave, in room: RoomID) -> Bool {
    guard leaves[room]?.remove(leave) != nil else { return false }
    if leaves[room]?.isEmpty == true { leaves[room] = nil }
    return true
  }

  /// Takes all of them out, to be tried again.
  mutating func takeAll() -> [RoomID: Set<Leave>] {
    defer { leaves = [:] }
    return leaves
  }
}
