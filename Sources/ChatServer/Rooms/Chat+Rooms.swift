import ChatModel
import ChatStore
import NIOCore
import RedisClient

/// Opening and closing rooms.
extension Chat {
  /// The room, opened if it is not.
  func open(_ id: RoomID) -> Room {
    if let room = rooms[id] { return room }
    lastRoomNumber += 1
    let room = Room(
      id: id, number: RoomNumber(rawValue: lastRoomNumber), loops: mailboxes.count,
      typing: RateBucket(
        burst: limits.typingPerRoomPerSecond, refill: limits.typingPerRoomPerSecond, per: 1000, now: now))
    rooms[id] = room
    roomsByChannel[store.keys.bus(id)] = room
    return room
  }

  /// Calls back once the room's channel is subscribed: from then on nothing published is missed. A subscription that
  /// failed is tried again by whoever asks next.
  func whenSubscribed(_ room: Room, _ then: @escaping (Result<Void, StoreError>) -> Void) {
    if case .confirmed = room.subscription { return then(.success(())) }
    room.waitingForSubscription.append(then)
    guard case .none = room.subscription else { return }
    room.subscription = .underWay
    subscriber.subscribe(store.keys.bus(room.id)) { [weak self, weak room] result in
      guard let self, let room else { return }
      room.subscription = if case .success = result { .confirmed } else { .none }
      let waiting = room.waitingForSubscription
      room.waitingForSubscription = []
      for continuation in waiting { continuation(result.mapError(StoreError.init)) }
      closeIfIdle(room)
    }
  }

  /// Closes a room that nobody on this server is in.
  func closeIfIdle(_ room: Room) {
    guard room.isIdle, rooms[room.id] === room else { return }
    rooms[room.id] = nil
    let channel = store.keys.bus(room.id)
    roomsByChannel[channel] = nil
    subscriber.unsubscribe(channel)
    if !unfinishedLeaves.concern(room.id) { store.forget(room.id, of: server) }
  }

  /// Notes activity for the rooms' listing, not more than once in five seconds.
  func touch(_ room: Room, isNew: Bool = false) {
    guard isNew || now - room.lastTouch >= 5000 else { return }
    room.lastTouch = now
    store.touch(room.id, now: now)
  }
}
