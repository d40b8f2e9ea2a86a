public import ChatModel

/// What a server last saw of a room. Every step carries it, so that a store that was emptied or rolled back is noticed
/// before a number is used twice.
public struct RoomView: Sendable, Equatable {
  /// The room.
  public let room: RoomID
  /// The epoch last seen; nil before anything was seen.
  public var epoch: Epoch?
  /// The highest message number seen.
  public var seq: Int64
  /// The id of that message; 0 if it is not known.
  public var id: Int64

  /// A view of a room nothing has been seen of.
  public init(room: RoomID) {
    self.room = room
    epoch = nil
    seq = 0
    id = 0
  }

  /// Takes in what an answer or the bus told; older news changes nothing.
  public mutating func saw(epoch: Epoch, seq: Int64, id: Int64) {
    if epoch != self.epoch {
      self.epoch = epoch
      self.seq = seq
      self.id = id
    } else if seq > self.seq {
      self.seq = seq
      self.id = id
    } else if seq == self.seq, id != 0 {
      self.id = id
    }
  }
}
