import ChatModel
import ChatStore

/// Looks for the people a query means, near first: in the room, in its lists, in its log, then everywhere.
struct PeopleSearch {
  /// Where to look.
  enum Place: Equatable {
    /// Among those who are in the room, or lately wrote in it.
    case room(RoomID)
    /// Among those a list names.
    case list(RestrictionList)
    /// In every room, and among those a record is kept of.
    case everywhere
  }

  /// More people than this are never gathered.
  static let most = 1000

  let store: StoreReader
  let query: WhoQuery

  /// The people the query means; looked for no further than where somebody was found.
  func find(in place: Place) async throws(StoreError) -> WhoQuery.Finding {
    if let id = query.id {
      return .people([KnownPerson(id: id, name: try await store.names(of: [id])[id] ?? "")])
    }
    switch place {
    case .room(let room):
      let present = query.find(among: try await members(of: room))
      return present == .nobody ? query.find(among: try await authors(in: room)) : present
    case .list(let list): return query.find(among: try await listed(in: list))
    case .everywhere:
      var found: [KnownPerson] = []
      var offset = 0
      while found.count < Self.most {
        let page = try await store.rooms(from: offset)
        for room in page.rooms where room.people > 0 { found += try await members(of: room.room) }
        if page.isLast || Task.isCancelled { break }
        offset += 500
      }
      return query.find(among: found + (try await recorded()))
    }
  }

  private func members(of room: RoomID) async throws(StoreError) -> [KnownPerson] {
    var found: [KnownPerson] = []
    var cursor: UInt64? = 0
    while let place = cursor, found.count < Self.most, !Task.isCancelled {
      let page = try await store.members(of: room, from: place)
      found += page.members.lazy.map { KnownPerson(id: $0.id, name: $0.name) }.filter(query.fits)
      cursor = page.next
    }
    return found
  }

  private func authors(in room: RoomID) async throws(StoreError) -> [KnownPerson] {
    var found: [KnownPerson] = []
    var span = MessageSpan()
    for _ in 0..<10 where !Task.isCancelled {
      let page = try await store.messages(of: room, in: span, newest: true)
      for message in page {
        if let from = message.from { found.append(KnownPerson(id: from, name: message.name)) }
      }
      guard let oldest = page.first, page.count == 200 else { break }
      span.through = oldest.id.microseconds - 1
    }
    return found.filter(query.fits)
  }

  private func listed(in list: RestrictionList) async throws(StoreError) -> [KnownPerson] {
    var found: [KnownPerson] = []
    var cursor: UInt64? = 0
    while let place = cursor, !Task.isCancelled {
      let page = try await store.restrictions(list, from: place)
      let names = try await store.names(of: page.restrictions.map(\.member))
      found += page.restrictions.map { KnownPerson(id: $0.member, name: names[$0.member] ?? "") }.filter(query.fits)
      cursor = page.next
    }
    return found
  }

  private func recorded() async throws(StoreError) -> [KnownPerson] {
    var found: [KnownPerson] = []
    var cursor: UInt64? = 0
    while let place = cursor, found.count < Self.most, !Task.isCancelled {
      let page = try await store.records(from: place)
      found += page.people.filter(query.fits)
      cursor = page.next
    }
    return found
  }
}
