/// Who is in which room: connection `c` is in `roomsPerMember` rooms that follow each other, beginning where the one
/// before it ended.
struct RoomPlan {
  let members: Int
  let rooms: Int
  let roomsPerMember: Int

  /// The room in a connection's slot.
  @inline(__always)
  func room(of member: Int, slot: Int) -> Int { (member * roomsPerMember + slot) % rooms }

  /// The slot of a room in a connection; nil if it is not in it.
  @inline(__always)
  func slot(of room: Int, in member: Int) -> Int? {
    let slot = (room - member * roomsPerMember % rooms + rooms) % rooms
    return slot < roomsPerMember ? slot : nil
  }

  /// How many are in each room.
  var sizes: [Int32] {
    var sizes = Array(repeating: Int32(0), count: rooms)
    for member in 0..<members {
      for slot in 0..<roomsPerMember { sizes[room(of: member, slot: slot)] += 1 }
    }
    return sizes
  }

  /// A room's name.
  static func name(_ room: Int) -> String { "bench-\(room)" }
}
