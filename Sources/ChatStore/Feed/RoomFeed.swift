public import ChatModel
import DequeModule
import NIOCore

/// How a server stays right about one room. The bus is only a wake-up: what it brings counts when it follows without a
/// gap on what was read; else the room is read again.
///
/// A pure value: methods are named after what happened and return what is to be done.
public struct RoomFeed: Sendable {
  /// What to do with an item of the bus.
  public enum ItemAction: Sendable, Equatable {
    /// It is next: tell everybody.
    case emit
    /// It is known already, or waits.
    case none
    /// Something is missing: read the room again, then call `synced`.
    case sync
  }

  /// What to do with a connection whose join was answered.
  public enum JoinAction: Sendable, Equatable {
    /// Send its answer, then these items, then let it into the room.
    case enter(replay: [BusItem])
    /// Wait: the feed has not got that far. `released` will name it; `needsSync` says that the room has to be read.
    case hold(needsSync: Bool)
    /// The answer is too old to go on from: ask again.
    case askAgain
  }

  private enum State {
    /// Nothing has been read yet: what comes waits for the first answer.
    case reading
    case live
    /// The room is being read again.
    case syncing
  }

  private let tailItems: Int
  private let tailBytes: Int
  private var state = State.reading
  private var epoch: Epoch?
  private var rev: Int64 = 0
  private var seq: Int64?
  private var tail: Deque<BusItem> = []
  private var tailSize = 0
  private var waiting: [BusItem] = []
  private var hasOverflown = false
  /// Whether something may have been missed while the room was being read.
  private var mustReadAgain = false

  /// A feed that has read nothing.
  ///
  /// - Parameters:
  ///   - tailItems: how many items are kept for those who join late, or wait while the room is read.
  ///   - tailBytes: and how many bytes.
  public init(tailItems: Int = 256, tailBytes: Int = 65_536) {
    self.tailItems = tailItems
    self.tailBytes = tailBytes
  }

  /// How far it has got; nil before anything was read.
  public var position: (epoch: Epoch, rev: Int64)? { epoch.map { ($0, rev) } }

  /// How far everybody has been told of the log: where a re-read has to go on from. It is behind what the server has
  /// seen when answers of its own steps were faster than the bus. Nil when it is not known.
  public var told: LogPosition? {
    guard let epoch, let seq else { return nil }
    return LogPosition(epoch: epoch, seq: seq)
  }

  /// The items after this place, as far back as they are kept: they follow each other without a gap.
  public func items(after rev: Int64) -> [BusItem] { Array(tail.suffix(Int(max(0, self.rev - rev)))) }

  /// Whether the room is being read again.
  public var isSyncing: Bool { if case .syncing = state { true } else { false } }

  /// The bus brought an item.
  public mutating func received(_ item: BusItem) -> ItemAction {
    switch state {
    case .reading, .syncing:
      if item.rev > 0 { keepWaiting(item) }
      return .none
    case .live:
      if item.rev == 0 { return .emit }
      guard item.epoch == epoch else { return beginSync(with: item) }
      if item.rev <= rev { return .none }
      guard item.rev == rev + 1 else { return beginSync(with: item) }
      advance(item)
      return .emit
    }
  }

  /// Messages may have been missed: the subscription was renewed, or the comparison found a difference.
  ///
  /// - Returns: whether the room has to be read again now; while it is being read, it will be once more after that.
  public mutating func mayHaveMissed() -> Bool {
    guard case .live = state else {
      mustReadAgain = true
      return false
    }
    state = .syncing
    return true
  }

  /// The regular comparison found the room there; nil when it is gone.
  ///
  /// - Returns: whether the room has to be read again.
  public mutating func compared(_ found: (epoch: Epoch, rev: Int64)?) -> Bool {
    guard case .live = state else { return false }
    if let found, found.epoch == epoch, found.rev <= rev { return false }
    return mayHaveMissed()
  }

  /// A join was answered as of this place.
  ///
  /// - Parameter seq: the highest message number in the answer.
  public mutating func joined(epoch: Epoch, rev: Int64, seq: Int64? = nil) -> JoinAction {
    switch state {
    case .reading:
      (self.epoch, self.rev, self.seq) = (epoch, rev, seq)
      goOn()
      return .enter(replay: [])
    case .syncing: return .hold(needsSync: false)
    case .live:
      guard epoch == self.epoch else {
        state = .syncing
        return .hold(needsSync: true)
      }
      if rev > self.rev { return .hold(needsSync: false) }
      if rev == self.rev { return .enter(replay: []) }
      guard let oldest = tail.first, oldest.rev <= rev + 1 else { return .askAgain }
      return .enter(replay: items(after: rev))
    }
  }

  /// The room was read again, and all differences have been told.
  ///
  /// - Parameter seq: the highest message number in the answer.
  public mutating func synced(epoch: Epoch, rev: Int64, seq: Int64? = nil) {
    (self.epoch, self.rev, self.seq) = (epoch, rev, seq)
    tail.removeAll()
    tailSize = 0
    // What was read is the truth: items of another life of the log are over.
    waiting.removeAll { $0.epoch != epoch }
    goOn()
  }

  /// Reading the room again failed: the next comparison tries once more.
  public mutating func syncFailed() {
    state = .live
    waiting.removeAll()
    hasOverflown = false
    mustReadAgain = false
  }

  /// The next item that waited and now follows.
  ///
  /// - Returns: nil when there is none; to be called until then after `joined` and `synced`.
  public mutating func nextWaiting() -> (item: BusItem, action: ItemAction)? {
    guard case .live = state else { return nil }
    if hasOverflown {
      hasOverflown = false
      waiting.removeAll()
      state = .syncing
      return nil
    }
    guard !waiting.isEmpty else { return nil }
    let item = waiting.removeFirst()
    let rest = waiting
    waiting = []
    let action = received(item)
    waiting += rest
    return (item, action)
  }

  /// The room was read; when something may have been missed meanwhile, once more (`isSyncing`).
  private mutating func goOn() {
    state = mustReadAgain ? .syncing : .live
    mustReadAgain = false
  }

  private mutating func beginSync(with item: BusItem) -> ItemAction {
    state = .syncing
    keepWaiting(item)
    return .sync
  }

  private mutating func keepWaiting(_ item: BusItem) {
    guard waiting.count < tailItems else {
      hasOverflown = true
      return
    }
    waiting.append(item)
  }

  private mutating func advance(_ item: BusItem) {
    rev = item.rev
    seq = item.seq
    tail.append(item)
    tailSize += item.arguments.readableBytes
    while tail.count > tailItems || tailSize > tailBytes, let oldest = tail.popFirst() {
      tailSize -= oldest.arguments.readableBytes
    }
  }
}
