/// A connection's number within this server: cheap to pass between loops, never shown outside.
struct ConnectionNumber: Hashable, Sendable {
  let rawValue: UInt64
}
