/// A moment on a monotonic clock that the caller reads, in nanoseconds.
public struct EngineInstant: Sendable, Hashable, Comparable {
  /// Nanoseconds since some start.
  public var nanoseconds: UInt64

  /// A moment this many nanoseconds after the clock's start.
  public init(nanoseconds: UInt64) {
    self.nanoseconds = nanoseconds
  }

  /// Whether one moment is before another.
  public static func < (left: EngineInstant, right: EngineInstant) -> Bool { left.nanoseconds < right.nanoseconds }

  /// The moment this many nanoseconds later.
  func advanced(by nanoseconds: UInt64) -> EngineInstant {
    EngineInstant(nanoseconds: self.nanoseconds &+ nanoseconds)
  }
}
