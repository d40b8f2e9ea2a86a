/// An open room's number within this server: cheap to pass between loops, never shown outside.
struct RoomNumber: Hashable, Sendable {
  let rawValue: UInt64
}
