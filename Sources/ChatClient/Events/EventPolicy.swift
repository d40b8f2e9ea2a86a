/// What happens when events come faster than they are taken.
public enum EventPolicy: Sendable, Hashable {
  /// When so many wait, nothing more is read from the server until half of them were taken. While a request waits for
  /// its answer reading goes on, up to 4096 more; then such requests fail with `overloaded`.
  case backPressure(limit: Int)
  /// When so many wait, the oldest is dropped, and ``ChatEvent/dropped(_:)`` says so: for those who only send.
  case dropOldest(limit: Int)

  /// How many more may wait while a request waits for its answer.
  static let reserve = 4096

  var limit: Int {
    switch self {
    case .backPressure(let limit), .dropOldest(let limit): max(1, limit)
    }
  }
}
