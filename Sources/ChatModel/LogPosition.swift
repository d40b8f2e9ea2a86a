/// A place in a room's log: everything up to and including `seq` of `epoch` has been seen.
public struct LogPosition: Hashable, Sendable {
  /// The life of the log the number belongs to.
  public let epoch: Epoch
  /// The number of the last message seen; 0 before the first.
  public let seq: Int64

  /// A position; nil for numbers outside 0…2^53 − 1, which JSON clients could not hold.
  public init?(epoch: Epoch, seq: Int64) {
    guard (0..<(1 << 53)).contains(seq) else { return nil }
    self.epoch = epoch
    self.seq = seq
  }
}
