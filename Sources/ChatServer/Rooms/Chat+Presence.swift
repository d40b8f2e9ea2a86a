import ChatModel
import ChatStore
import NIOCore

/// Who is in a room: the list, or in a crowd the number.
extension Chat {
  /// The first answer of a room says who is there and how the room is.
  func learn(_ answer: JoinAnswer, in room: Room) {
    guard room.description.readableBytes == 0 else { return }
    room.description = answer.description
    room.showsOnlyCount = Self.isCrowd(answer.description)
    guard !room.showsOnlyCount else { return }
    if answer.isComplete {
      let pairs = answer.members.compactMap { json in MemberJSON.id(of: json).map { ($0, json) } }
      room.people = Dictionary(pairs, uniquingKeysWith: { $1 })
    } else {
      readPeople(of: room)
    }
  }

  /// Reads who is there, for later comparison, and takes in what the bus brought meanwhile.
  private func readPeople(of room: Room) {
    store.sync(room.view) { [weak self, weak room] result in
      guard let self, let room, case .success(let answer?) = result, answer.isListed, !room.showsOnlyCount,
        room.people == nil
      else { return }
      room.people = Dictionary(answer.members.map { ($0.id, $0.json) }, uniquingKeysWith: { $1 })
      for item in room.feed.items(after: answer.rev) {
        switch item.kind {
        case "member_add": note(item, member: item.arguments, in: room)
        case "member_delete": item.member.map { room.people?[$0] = nil }
        case "member_update": note(item, member: MemberJSON.inside(update: item.arguments), in: room)
        default: break
        }
      }
    }
  }

  /// The room's settings changed, or whether it lists its people.
  func roomUpdate(_ item: BusItem, in room: Room) {
    room.description = item.arguments
    room.count = item.n
    publish(Packet.event(item), in: room)
    crowdMayHaveChanged(room)
  }

  private func crowdMayHaveChanged(_ room: Room) {
    let isCrowd = Self.isCrowd(room.description)
    guard isCrowd != room.showsOnlyCount else { return }
    room.showsOnlyCount = isCrowd
    room.people = nil
    room.owesMembers = !isCrowd
    // Reading the room again brings the list to exactly the place from where changes are told one by one.
    if !isCrowd, room.feed.mayHaveMissed() { sync(room) }
  }

  /// Tells what differs between the people and settings known and those just read.
  func tellDifferences(_ room: Room, _ answer: SyncAnswer) {
    room.count = answer.people
    let wasCrowd = room.showsOnlyCount
    room.showsOnlyCount = Self.isCrowd(answer.description)
    if wasCrowd != room.showsOnlyCount { room.owesMembers = wasCrowd }
    if Self.differ(room.description, answer.description, inCount: room.showsOnlyCount) {
      publish(Packet.event("room_update", arguments: answer.description.readableBytesView), in: room)
    }
    room.description = answer.description
    guard answer.isListed else {
      room.people = nil
      return
    }
    let now = Dictionary(answer.members.map { ($0.id, $0.json) }, uniquingKeysWith: { $1 })
    if room.owesMembers {
      room.owesMembers = false
      publish(Packet.memberHistory(answer.members.map(\.json)), in: room)
    } else if let before = room.people {
      for (id, json) in before where now[id] == nil { publish(Packet.memberDelete(id, json, in: room.id), in: room) }
      for (id, json) in now where before[id] != json {
        let isNew = before[id] == nil || MemberJSON.socket(of: json) != before[id].flatMap { MemberJSON.socket(of: $0) }
        let packet =
          isNew
          ? Packet.event("member_add", arguments: json.readableBytesView) : Packet.memberUpdate(json, in: room.id)
        if !isNew { refresh(id, shown: json) }
        publish(packet, in: room)
      }
    }
    room.people = now
  }

  /// In a crowd the number is told at most once a second.
  func scheduleCount(_ room: Room) {
    guard !room.isCountScheduled else { return }
    room.isCountScheduled = true
    after(.seconds(1)) { [weak self, weak room] in
      guard let self, let room, rooms[room.id] === room else { return }
      room.isCountScheduled = false
      guard room.showsOnlyCount, let description = Packet.description(room.description, count: room.count)
      else { return }
      room.description = description
      publish(Packet.event("room_update", arguments: description.readableBytesView), in: room)
    }
  }

  /// Whether two descriptions say different things; the number of people counts only where it is what is shown.
  private static func differ(_ old: ByteBuffer, _ new: ByteBuffer, inCount: Bool) -> Bool {
    if old == new || old.readableBytes == 0 { return false }
    return inCount || Packet.description(old, count: 0) != Packet.description(new, count: 0)
  }

  private static func isCrowd(_ description: ByteBuffer) -> Bool {
    description.readableBytesView.firstRange(of: Array("\"presence\":\"count\"".utf8)) != nil
  }
}
