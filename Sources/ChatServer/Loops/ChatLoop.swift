import ChatTransport
import NIOCore

/// One event loop's half of the chat: the connections whose sockets live there, and the rooms they are in.
///
/// Nothing here is shared: the chat's own loop sends commands in order, and events go back the same way. What a tick
/// brings for a room is joined and written once to each member, with one flush a member.
final class ChatLoop {
  let index: Int
  let eventLoop: any EventLoop
  private let deliver: @Sendable ([LoopEvent]) -> Void
  private var connections: [ConnectionNumber: SocketConnection] = [:]
  private var rooms: [RoomNumber: LoopRoom] = [:]
  private var dueRooms: [LoopRoom] = []
  private var messages: FlushWindow
  private var presence: FlushWindow
  private var touched: [SocketConnection] = []
  private var events: [LoopEvent] = []
  private var isTickScheduled = false
  private var lastNumber: UInt64 = 0
  /// Events of rooms that were handed to members, one for each; wraps around.
  private(set) var deliveries: Int64 = 0

  /// - Parameters:
  ///   - flushWindow: how long what follows a message may wait for more.
  ///   - presenceWindow: the same for who comes and goes.
  ///   - deliver: takes events to the chat's loop, in order.
  init(
    index: Int, eventLoop: any EventLoop, flushWindow: TimeAmount, presenceWindow: TimeAmount,
    deliver: @escaping @Sendable ([LoopEvent]) -> Void
  ) {
    self.index = index
    self.eventLoop = eventLoop
    messages = FlushWindow(length: flushWindow, for: .messages)
    presence = FlushWindow(length: max(flushWindow, presenceWindow), for: .presence)
    self.deliver = deliver
  }

  /// A number no other connection of this server has.
  func nextNumber() -> ConnectionNumber {
    lastNumber += 1
    return ConnectionNumber(rawValue: lastNumber << 8 | UInt64(index))
  }

  func register(_ connection: SocketConnection) {
    connections[connection.number] = connection
  }

  /// The connection is gone from this loop; nothing is written to it any more.
  func remove(_ connection: SocketConnection) {
    leaveAll(connection)
    connections[connection.number] = nil
  }

  /// Queues an event for the chat; the events of one turn travel together.
  func report(_ event: LoopEvent) {
    events.append(event)
    scheduleTick()
  }

  /// Carries out the chat's commands.
  func apply(_ commands: [LoopCommand]) {
    for command in commands { apply(command) }
    scheduleTick()
  }

  private func apply(_ command: LoopCommand) {
    switch command {
    case .publish(let number, let frame, let urgency):
      guard let room = rooms[number] else { return }
      room.append(frame)
      schedule(room, urgency)
    case .send(let number, let packet):
      guard let connection = connections[number] else { return }
      catchUp(connection)
      connection.link.send(text: packet)
      touch(connection)
    case .sendUnordered(let number, let packet):
      guard let connection = connections[number] else { return }
      connection.link.send(text: packet)
      touch(connection)
    case .sendFrames(let number, let frames):
      guard let connection = connections[number] else { return }
      catchUp(connection)
      connection.write(frames)
      touch(connection)
    case .enter(let number, let roomNumber):
      guard let connection = connections[number] else { return }
      let room = rooms[roomNumber] ?? LoopRoom(number: roomNumber)
      rooms[roomNumber] = room
      room.add(connection)
    case .leave(let number, let roomNumber):
      guard let connection = connections[number], let room = rooms[roomNumber] else { return }
      leave(connection, room)
    case .detach(let number):
      guard let connection = connections[number] else { return }
      remove(connection)
      connection.completeDetach()
    case .accept(let number, let sid): connections[number]?.accept(sid: sid)
    case .refuse(let number, let message, let word, let data):
      connections[number]?.refuse(message: message, word: word, data: data)
    case .dismiss(let number): connections[number]?.dismiss()
    case .reportWhenDrained(let number): reportWhenDrained(number)
    case .close(let number, let reason):
      connections[number]?.link.close(reason)
    }
  }

  /// Has a room written in this turn, or at the end of a window.
  private func schedule(_ room: LoopRoom, _ urgency: RoomFrame.Urgency) {
    guard !room.isDue else { return }
    let action =
      switch urgency {
      case .message: messages.published(in: room, now: .now())
      case .presence: presence.published(in: room, now: .now())
      }
    switch action {
    case .writeNow: becomeDue(room)
    case .wait: break
    case .waitUntil(let end):
      let bound = NIOLoopBound(self, eventLoop: eventLoop)
      eventLoop.scheduleTask(deadline: end) { bound.value.windowEnded(urgency) }
    }
  }

  private func windowEnded(_ urgency: RoomFrame.Urgency) {
    let rooms =
      switch urgency {
      case .message: messages.ended(now: .now())
      case .presence: presence.ended(now: .now())
      }
    for room in rooms where room.isDirty { becomeDue(room) }
    scheduleTick()
  }

  private func becomeDue(_ room: LoopRoom) {
    guard !room.isDue else { return }
    room.isDue = true
    dueRooms.append(room)
  }

  private func reportWhenDrained(_ number: ConnectionNumber) {
    guard let connection = connections[number] else { return }
    if connection.link.outboxBytes <= Self.drainedBytes { return report(.drained(number)) }
    let bound = NIOLoopBound(self, eventLoop: eventLoop)
    eventLoop.scheduleTask(in: .milliseconds(20)) { bound.value.reportWhenDrained(number) }
  }

  /// What an outbox may hold for the next large answer to go into it.
  private static let drainedBytes = 262_144

  /// What was published in the connection's rooms goes out before something that is for it alone.
  private func catchUp(_ connection: SocketConnection) {
    for slot in connection.slots where slot.room.catchUp(connection) { touch(connection) }
  }

  private func leave(_ connection: SocketConnection, _ room: LoopRoom) {
    if room.catchUp(connection) { touch(connection) }
    room.remove(connection)
    if room.members.isEmpty { rooms[room.number] = nil }
  }

  private func leaveAll(_ connection: SocketConnection) {
    while let slot = connection.slots.last { leave(connection, slot.room) }
  }

  /// Remembers that the connection has something to flush.
  func touch(_ connection: SocketConnection) {
    guard !connection.isTouched else { return }
    connection.isTouched = true
    touched.append(connection)
    scheduleTick()
  }

  private func scheduleTick() {
    guard !isTickScheduled else { return }
    isTickScheduled = true
    let bound = NIOLoopBound(self, eventLoop: eventLoop)
    eventLoop.execute { bound.value.tick() }
  }

  private func tick() {
    isTickScheduled = false
    if !events.isEmpty {
      let events = self.events
      self.events.removeAll(keepingCapacity: true)
      deliver(events)
    }
    let rooms = dueRooms
    dueRooms.removeAll(keepingCapacity: true)
    for room in rooms {
      room.isDue = false
      deliveries &+= Int64(room.waiting * room.members.count)
    }
    if rooms.count == 1, touched.isEmpty, rooms[0].isUniform {
      rooms[0].send()
    } else {
      for room in rooms { room.write(touch: touch) }
    }
    // Flushing may close a connection, and with that touch others.
    while !touched.isEmpty {
      let connections = touched
      touched.removeAll(keepingCapacity: true)
      for connection in connections {
        connection.isTouched = false
        connection.link.flush()
      }
    }
  }
}
