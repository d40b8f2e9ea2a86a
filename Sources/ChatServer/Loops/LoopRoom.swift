import ChatTransport
import NIOCore

/// The members of a room on one loop, and what was published since the last tick.
///
/// What a tick brings is joined and written once to each member. Who enters, or is sent something else meanwhile, does
/// not break the batch for the others: where that member stands in it is remembered until the tick is written.
final class LoopRoom {
  /// How far into the batch a member is already served, or was not in the room yet.
  private struct Place {
    var bytes: Int
    var packets: Int
  }

  let number: RoomNumber
  private(set) var members: ContiguousArray<SocketConnection> = []
  /// Beside the members, in their order: a tick for many touches as little memory of each as it can.
  private var outlets: ContiguousArray<FrameOutlet?> = []
  private var pollers = 0
  private var frames = ByteBuffer()
  private var packets: [ByteBuffer] = []
  /// How many frames were appended since the last tick.
  private(set) var waiting = 0
  var isDirty: Bool { waiting > 0 }
  /// Whether this turn's end writes it anyway.
  var isDue = false
  /// Whose windows' ends write it.
  var delays: FlushWindow.Delays = []
  /// The members whose batch does not begin at its beginning.
  private var places: [ObjectIdentifier: Place] = [:]

  init(number: RoomNumber) { self.number = number }

  /// Adds what the next tick writes.
  func append(_ frame: RoomFrame) {
    if isDirty {
      frames.writeImmutableBuffer(frame.webSocket)
    } else {
      // One frame in a tick is the usual case at light load: its bytes are shared, not copied.
      frames = frame.webSocket
    }
    if pollers > 0 { packets.append(frame.packet) }
    waiting += 1
  }

  /// Whether everybody gets the same bytes now, so that ``send()`` may be used.
  var isUniform: Bool { pollers == 0 && places.isEmpty }

  /// Sends what was appended to every member at once: for the only room of a tick, whose members nobody else writes to.
  func send() {
    let frames = takeFrames()
    frames.withUnsafeReadableBytes { memory in
      for index in outlets.indices where outlets[index]?.send(frames, at: memory) != true {
        members[index].link.write(frames: frames)
        members[index].link.flush()
      }
    }
  }

  /// Writes what was appended to every member, joined into one buffer.
  ///
  /// - Parameter touch: called for each member after its write, to have it flushed later.
  func write(touch: (SocketConnection) -> Void) {
    guard isDirty else { return }
    let packets = self.packets
    let places = self.places
    let frames = takeFrames()
    for member in members {
      Self.write(frames, packets, from: places.isEmpty ? nil : places[ObjectIdentifier(member)], to: member)
      touch(member)
    }
  }

  /// The batch is over.
  private func takeFrames() -> ByteBuffer {
    defer { frames = ByteBuffer() }
    waiting = 0
    packets.removeAll(keepingCapacity: packets.capacity < 64)
    places.removeAll(keepingCapacity: places.count < 1024)
    return frames
  }

  /// Writes what waits to one member at once, in front of something that is for it alone.
  ///
  /// - Returns: whether something was written.
  func catchUp(_ member: SocketConnection) -> Bool {
    guard isDirty else { return false }
    let id = ObjectIdentifier(member)
    Self.write(frames, packets, from: places[id], to: member)
    places[id] = end
    return true
  }

  /// Adds a member; what was published before is not for it.
  func add(_ member: SocketConnection) {
    member.slots.append(.init(room: self, index: members.count))
    members.append(member)
    outlets.append(member.link.outlet)
    if !member.isWebSocket { pollers += 1 }
    if isDirty { places[ObjectIdentifier(member)] = end }
  }

  /// Takes a member out by moving the last one into its place. What was published before has been written to it.
  func remove(_ member: SocketConnection) {
    guard let slot = member.slots.firstIndex(where: { $0.room === self }) else { return }
    let index = member.slots[slot].index
    member.slots.remove(at: slot)
    let last = members.removeLast()
    let lastOutlet = outlets.removeLast()
    if last !== member {
      members[index] = last
      outlets[index] = lastOutlet
      if let moved = last.slots.firstIndex(where: { $0.room === self }) { last.slots[moved].index = index }
    }
    if !member.isWebSocket { pollers -= 1 }
    if isDirty { places[ObjectIdentifier(member)] = nil }
  }

  private var end: Place { Place(bytes: frames.readableBytes, packets: packets.count) }

  private static func write(
    _ frames: ByteBuffer, _ packets: [ByteBuffer], from place: Place?, to member: SocketConnection
  ) {
    guard member.isWebSocket else {
      for packet in packets.dropFirst(place?.packets ?? 0) { member.link.send(text: packet) }
      return
    }
    guard let place else { return member.link.write(frames: frames) }
    var rest = frames
    rest.moveReaderIndex(forwardBy: place.bytes)
    if rest.readableBytes > 0 { member.link.write(frames: rest) }
  }
}
