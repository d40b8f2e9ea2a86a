import ChatModel

/// The rates that count for a person on all connections together.
struct PersonRates {
  /// Messages.
  var sends: RateBucket
  /// Repeated messages, which cost the sends' rate nothing.
  var duplicates: RateBucket
  /// Changes of name.
  var renames: RateBucket
  /// Acts of moderation.
  var moderates: RateBucket
  /// New rooms.
  var newRooms: RateBucket

  init(limits: Limits, now: Int64) {
    sends = RateBucket(burst: limits.sendBurst, refill: limits.sendsPerSecond, per: 1000, now: now)
    duplicates = sends
    renames = RateBucket(burst: limits.renameBurst, refill: limits.renamesPerMinute, per: 60_000, now: now)
    moderates = RateBucket(burst: limits.moderateBurst, refill: limits.moderatesPerSecond, per: 1000, now: now)
    newRooms = RateBucket(
      burst: limits.roomsPerPersonPerHour, refill: limits.roomsPerPersonPerHour, per: 3_600_000, now: now)
  }

  /// Whether forgetting them would change nothing.
  func areFull(now: Int64) -> Bool {
    [sends, duplicates, renames, moderates, newRooms].allSatisfy { $0.isFull(now: now) }
  }
}
