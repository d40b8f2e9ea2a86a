import ChatTransport
import NIOCore

/// The members of a room on one loop, and what was published since the last tick.
final class LoopRoom {
  let number: RoomNumber
  private(set) var members: ContiguousArray<SocketConnection> = []
  private var pollers = 0
  private var frames = ByteBuffer()
  private var packets: [ByteBuffer] = []
  private(set) var isDirty = false

  init(number: RoomNumber) { self.number = number }

  /// Adds what the next tick writes.
  ///
  /// - Returns: whether this is the first since the last tick.
  func append(_ frame: RoomFrame) -> Bool {
    if isDirty {
      frames.writeImmutableBuffer(frame.webSocket)
    } else {
      // One frame in a tick is the usual case at light load: its bytes are shared, not copied.
      frames = frame.webSocket
    }
    if pollers > 0 { packets.append(frame.packet) }
    defer { isDirty = true }
    return !isDirty
  }

  /// Writes what was appended to every member, joined into one buffer.
  func write(touched: (SocketConnection) -> Void) {
    guard isDirty else { return }
    isDirty = false
    let frames = self.frames
    self.frames = ByteBuffer()
    for member in members {
      if member.isWebSocket {
        member.link.write(frames: frames)
      } else {
        for packet in packets { member.link.send(text: packet) }
      }
      touched(member)
    }
    packets.removeAll(keepingCapacity: packets.capacity < 64)
  }

  /// Adds a member; what was published before is not for it, so the caller writes that first.
  func add(_ member: SocketConnection) {
    member.slots.append(.init(room: self, index: members.count))
    members.append(member)
    if !member.isWebSocket { pollers += 1 }
  }

  /// Takes a member out by moving the last one into its place.
  func remove(_ member: SocketConnection) {
    guard let slot = member.slots.firstIndex(where: { $0.room === self }) else { return }
    let index = member.slots[slot].index
    member.slots.remove(at: slot)
    let last = members.removeLast()
    if last !== member {
      members[index] = last
      if let moved = last.slots.firstIndex(where: { $0.room === self }) { last.slots[moved].index = index }
    }
    if !member.isWebSocket { pollers -= 1 }
  }
}
