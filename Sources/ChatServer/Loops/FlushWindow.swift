import NIOCore

/// Joins what comes for rooms within a window of time: the first goes at once, what follows waits for the window's end.
///
/// So a quiet room loses no time, and a busy one has fewer and larger writes.
struct FlushWindow {
  /// What to do with a room that has something new.
  enum Action: Equatable {
    /// Write it in this turn.
    case writeNow
    /// The window's end will bring it.
    case wait
    /// The same, and nobody waits for the window's end yet: call `ended` then.
    case waitUntil(NIODeadline)
  }

  /// The windows a room may wait for.
  struct Delays: OptionSet {
    let rawValue: UInt8
    static let messages = Delays(rawValue: 1)
    static let presence = Delays(rawValue: 2)
  }

  private let length: TimeAmount
  private let kind: Delays
  private var rooms: [LoopRoom] = []
  private var end = NIODeadline.uptimeNanoseconds(0)

  /// - Parameter length: zero lets everything go at once.
  init(length: TimeAmount, for kind: Delays) {
    self.length = length
    self.kind = kind
  }

  /// Something was published in a room.
  mutating func published(in room: LoopRoom, now: @autoclosure () -> NIODeadline) -> Action {
    guard length > .zero else { return .writeNow }
    if rooms.isEmpty {
      let now = now()
      guard now < end else {
        end = now + length
        return .writeNow
      }
    }
    guard !room.delays.contains(kind) else { return .wait }
    room.delays.insert(kind)
    rooms.append(room)
    return rooms.count == 1 ? .waitUntil(end) : .wait
  }

  /// The window is over: the rooms to write now.
  mutating func ended(now: NIODeadline) -> [LoopRoom] {
    defer { rooms.removeAll(keepingCapacity: rooms.count < 1024) }
    for room in rooms { room.delays.remove(kind) }
    end = now + length
    return rooms
  }
}
