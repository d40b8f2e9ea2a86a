import ChatModel
import ChatStore
import NIOCore

/// Who is in a room: the list, or in a crowd the number.
extension Chat {
  /// The first answer of a room says who is there and how the room is.
  func learn(_ answer: JoinAnswer, in room: Room) {
    room.description = answer.description
    room.showsOnlyCount = Self.isCrowd(answer.description)
    guard !room.showsOnlyCount else { return }
    if answer.isComplete {
      let pairs = answer.members.compactMap { json in MemberJSON.id(of: json).map { ($0, json) } }
      room.people = Dictionary(pairs, uniquingKeysWith: { $1 })
    } else {
      readPeople(of: room) { _ in }
    }
  }

  /// Reads who is there, for later comparison, and takes in what the bus brought meanwhile.
  private func readPeople(of room: Room, then: @escaping (SyncAnswer) -> Void) {
    store.sync(room.view) { [weak self, weak room] result in
      guard let self, let room, case .success(let answer?) = result, answer.isListed, !room.showsOnlyCount else { return }
      room.people = Dictionary(answer.members.map { ($0.id, $0.json) }, uniquingKeysWith: { $1 })
      for item in room.feed.items(after: answer.rev) {
        switch item.kind {
        case "member_add": note(item, member: item.arguments, in: room)
        case "member_delete": item.member.map { room.people?[$0] = nil }
        case "member_update": note(item, member: MemberJSON.inside(update: item.arguments), in: room)
        default: break
        }
      }
      then(answer)
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
    guard !isCrowd else { return }
    readPeople(of: room) { [weak self, weak room] answer in
      guard let self, let room else { return }
      publish(Packet.memberHistory(answer.members.map(\.json)), in: room)
    }
  }

  /// Tells what differs between the people and settings known and those just read.
  func tellDifferences(_ room: Room, _ answer: SyncAnswer) {
    room.count = answer.people
    if answer.description != room.description {
      let isFirst = room.description.readableBytes == 0
      room.description = answer.description
      room.showsOnlyCount = Self.isCrowd(answer.description)
      if !isFirst { publish(Packet.event("room_update", arguments: answer.description.readableBytesView), in: room) }
    }
    guard answer.isListed else {
      room.people = nil
      return
    }
    let now = Dictionary(answer.members.map { ($0.id, $0.json) }, uniquingKeysWith: { $1 })
    if let before = room.people {
      for (id, json) in before where now[id] == nil { publish(Packet.memberDelete(id, json, in: room.id), in: room) }
      for (id, json) in now where before[id] != json {
        let isNew = before[id] == nil || MemberJSON.socket(of: json) != before[id].flatMap { MemberJSON.socket(of: $0) }
        publish(isNew ? Packet.event("member_add", arguments: json.readableBytesView) : Packet.memberUpdate(json, in: room.id), in: room)
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
      guard room.showsOnlyCount, let description = Packet.description(room.description, count: room.count) else { return }
      room.description = description
      publish(Packet.event("room_update", arguments: description.readableBytesView), in: room)
    }
  }

  private static func isCrowd(_ description: ByteBuffer) -> Bool {
    description.readableBytesView.firstRange(of: Array("\"presence\":\"count\"".utf8)) != nil
  }
}
