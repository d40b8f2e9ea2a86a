/// The codes of `ChatError`, as clients see them.
public enum ErrorCode: String, Sendable, CaseIterable {
  case invalidPayload = "invalid_payload"
  case tooLarge = "too_large"
  case rateLimited = "rate_limited"
  case notInRoom = "not_in_room"
  case noSuchRoom = "no_such_room"
  case roomLocked = "room_locked"
  case slowMode = "slow_mode"
  case muted = "muted"
  case banned = "banned"
  case forbidden = "forbidden"
  case unauthorized = "unauthorized"
  case storeUnavailable = "store_unavailable"
  case storeFull = "store_full"
  case unknownEvent = "unknown_event"
  case `internal` = "internal"
}
