import ChatModel
import ChatStore
import JSONText
import NIOCore

/// Pages of logs, people and rooms.
extension Chat {
  func history(
    _ request: HistoryRequest, _ session: Session, then finish: @escaping (Result<[UInt8], ChatError>) -> Void
  ) {
    guard session.rooms[request.room] != nil, let room = rooms[request.room] else {
      return finish(.failure(Self.notInRoom))
    }
    store.history(request.anchor, limit: request.limit, view: room.view) { result in
      switch result {
      case .failure(let error): finish(.failure(error.chatError))
      case .success(nil): finish(.failure(ChatError(.noSuchRoom, "There is no such room.")))
      case .success(let page?):
        finish(
          .success(
            Packet.success { writer in
              writer.key("messages")
              writer.array(page.messages)
              writer.field("first_seq", page.firstSeq)
              writer.field("seq", page.seq)
              writer.field("epoch", page.epoch.rawValue)
            }))
      }
    }
  }

  func members(
    _ request: MembersRequest, _ session: Session, then finish: @escaping (Result<[UInt8], ChatError>) -> Void
  ) {
    guard session.rooms[request.room] != nil else { return finish(.failure(Self.notInRoom)) }
    guard let place = request.cursor.map({ MembersPlace($0) }) ?? MembersPlace() else {
      return finish(.failure(ChatError(.invalidPayload, "cursor must be one that members answered.")))
    }
    store.members(of: request.room, from: place, limit: request.limit) { result in
      switch result {
      case .failure(let error): finish(.failure(error.chatError))
      case .success(let page):
        let wanted = request.match?.lowercased()
        let found = page.members.filter { json in wanted.map { Self.name(of: json).contains($0) } ?? true }
        finish(
          .success(
            Packet.success { writer in
              writer.key("members")
              writer.array(found)
              if let next = page.next { writer.field("cursor", next.description) }
            }))
      }
    }
  }

  private static func name(of member: ByteBuffer) -> String {
    let value = try? JSONValue(parsing: member.readableBytesView)
    return value?.objectValue?["username"]?.stringValue?.lowercased() ?? ""
  }

  func listRooms(
    _ session: Session, match: String?, cursor: String?, then finish: @escaping (Result<[UInt8], ChatError>) -> Void
  ) {
    let page = 100
    guard let offset = Int(cursor ?? "0"), (0...1_000_000).contains(offset) else {
      return finish(.failure(ChatError(.invalidPayload, "cursor must be one that rooms answered.")))
    }
    store.rooms(from: offset, limit: page) { [weak self] result in
      guard let self else { return }
      let ids: [RoomID]
      switch result {
      case .failure(let error): return finish(.failure(error.chatError))
      case .success(let found): ids = found
      }
      let next = ids.count == page ? offset + page : nil
      let wanted = ids.filter { id in match.map { id.rawValue.contains($0.lowercased()) } ?? true }
      summaries(of: wanted.filter { session.refusal(of: $0) == nil }) { rooms in
        finish(.success(Packet.success { $0.rooms(rooms, cursor: next) }))
      }
    }
  }

  private func summaries(of ids: [RoomID], then: @escaping ([RoomSummary]) -> Void) {
    var found: [RoomSummary] = []
    guard let last = ids.last else { return then([]) }
    for id in ids {
      store.summary(of: id) { result in
        if case .success(let summary?) = result, !summary.isHidden { found.append(summary) }
        if id == last { then(found) }
      }
    }
  }
}

extension JSONWriter {
  fileprivate mutating func rooms(_ rooms: [RoomSummary], cursor: Int?) {
    key("rooms")
    beginArray()
    for room in rooms {
      beginObject()
      field("room", room.room.rawValue)
      field("topic", room.topic)
      field("count", room.people)
      endObject()
    }
    endArray()
    if let cursor { field("cursor", String(cursor)) }
  }
}
