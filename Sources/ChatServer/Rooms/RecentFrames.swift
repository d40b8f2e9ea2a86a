import DequeModule
import NIOCore

/// The frames of the items a room was told last, for those who join a moment behind: made once, not for each of them.
struct RecentFrames {
  private static let maxItems = 256
  private static let maxBytes = 65_536

  private var frames: Deque<RoomFrame?> = []
  private var last: Int64 = 0
  private var bytes = 0

  /// An item is told; `frame` is nil for what is not told to everybody.
  mutating func told(rev: Int64, _ frame: RoomFrame?) {
    // Items follow each other; where they do not, the room was read again.
    if rev != last + 1 { (frames, bytes) = ([], 0) }
    last = rev
    frames.append(frame)
    bytes += frame?.webSocket.readableBytes ?? 0
    while frames.count > Self.maxItems || bytes > Self.maxBytes, let oldest = frames.popFirst() {
      bytes -= oldest?.webSocket.readableBytes ?? 0
    }
  }

  /// The frame of an item; nil if there is none, or not any more.
  func frame(of rev: Int64) -> RoomFrame? {
    let index = Int(rev - last) + frames.count - 1
    return frames.indices.contains(index) ? frames[index] : nil
  }
}
