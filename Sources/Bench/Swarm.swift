import Glibc
import Histogram

/// The members: opens their connections, has them join, send and receive, and counts.
final class Swarm {
  /// Handshakes and joins under way at once.
  private static let concurrency = 200
  /// Ack ids below are those of joins, by slot; from here on those of messages, by number.
  private static let firstMessageAck = 1000
  private static let messagesEvent = Array("42[\"messages\",".utf8)

  let plan: BenchPlan
  let rooms: RoomPlan
  var ledger: DeliveryLedger
  private(set) var connections: [Connection] = []
  private let poller: Poller
  private var text: MessageText
  /// What is read, by all connections in turn: frames are looked at in place.
  private var buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 262_144, alignment: 16)

  private(set) var ready = 0
  private(set) var joined = 0
  private(set) var accepted = 0
  /// Deliveries by server.
  private(set) var deliveries: [Int]
  private(set) var doubled = 0
  private(set) var foreign = 0
  private(set) var dropped = 0
  private(set) var refused = 0
  private(set) var firstRefusal: String?
  /// Messages sent from here on are timed.
  var timedFrom = UInt64.max
  private(set) var latency = Histogram<UInt32>(highestTrackableValue: 120_000_000)
  private(set) var acks = Histogram<UInt32>(highestTrackableValue: 120_000_000)

  init(_ plan: BenchPlan) throws(BenchError) {
    self.plan = plan
    rooms = RoomPlan(members: plan.members, rooms: plan.rooms, roomsPerMember: plan.roomsPerMember)
    ledger = DeliveryLedger(rooms)
    text = MessageText(size: plan.size)
    deliveries = Array(repeating: 0, count: plan.servers.count)
    poller = try Poller()
  }

  deinit {
    for connection in connections { connection.shut() }
    buffer.deallocate()
  }

  var memberships: Int { plan.members * plan.roomsPerMember }

  // MARK: Steps

  /// Opens all connections.
  func open(_ progress: (Int) -> Void) throws(BenchError) {
    while ready < plan.members, !Interruption.hasCome {
      while connections.count < plan.members, connections.count - ready - dropped < Self.concurrency {
        let server = connections.count % plan.servers.count
        let socket = try plan.servers[server].connect()
        poller.add(socket, tag: UInt32(connections.count), forWriting: true)
        connections.append(Connection(socket: socket, server: server))
      }
      try poll(nanoseconds: 100_000_000)
      progress(ready)
    }
  }

  /// Has all members join their rooms.
  ///
  /// - Parameter until: how many memberships there shall be.
  func join(until goal: Int, _ progress: (Int) -> Void) throws(BenchError) {
    var asked = joined
    while joined < goal, !Interruption.hasCome {
      while asked < goal, asked - joined < Self.concurrency {
        let member = asked / plan.roomsPerMember
        let slot = asked % plan.roomsPerMember
        let room = RoomPlan.name(rooms.room(of: member, slot: slot))
        write(text: Array("42\(slot)[\"join\",{\"room\":\"\(room)\",\"limit\":1}]".utf8), to: member)
        asked += 1
      }
      try poll(nanoseconds: 100_000_000)
      progress(joined)
    }
  }

  /// Sends the next message, the senders in turn.
  func send() {
    let turn = ledger.sent
    let sender = turn % plan.senders
    let room = rooms.room(of: sender, slot: turn / plan.senders % plan.roomsPerMember)
    let number = ledger.sending(to: room, now: MonotonicTime.now)
    var packet = Array(
      "42\(Self.firstMessageAck + number)[\"send\",{\"room\":\"\(RoomPlan.name(room))\",\"text\":\"".utf8)
    text.append(number, to: &packet)
    packet.append(contentsOf: "\"}]".utf8)
    write(text: packet, to: sender)
  }

  /// Takes what comes within this time; returns as soon as something came.
  func poll(nanoseconds: UInt64) throws(BenchError) {
    try poller.wait(nanoseconds: nanoseconds) { tag, mayWrite throws(BenchError) in
      let connection = connections[Int(tag)]
      guard connection.stage != .closed else { return }
      if mayWrite { try writable(connection, tag) }
      try read(connection, Int(tag))
    }
  }

  // MARK: Sockets

  private func writable(_ connection: Connection, _ tag: UInt32) throws(BenchError) {
    if connection.stage == .reaching {
      let server = plan.servers[connection.server]
      var status: Int32 = 0
      var length = socklen_t(MemoryLayout<Int32>.size)
      getsockopt(connection.socket, SOL_SOCKET, SO_ERROR, &status, &length)
      guard status == 0 else { throw .unreachable(server) }
      connection.stage = .upgrading
      connection.write(
        Array(
          """
          GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r
          Host: \(server.authority)\r
          Upgrade: websocket\r
          Connection: Upgrade\r
          Sec-WebSocket-Version: 13\r
          Sec-WebSocket-Key: cGFybG9yIGJlbmNobWFyaw==\r
          \r

          """.utf8))
    }
    connection.flush()
    poller.change(connection.socket, tag: tag, forWriting: connection.isBlocked)
  }

  private func write(text: [UInt8], to member: Int) {
    let connection = connections[member]
    guard connection.stage != .closed else { return }
    var frame: [UInt8] = []
    frame.reserveCapacity(text.count + 14)
    FrameWalker.append(text: text, to: &frame)
    connection.write(frame)
    if connection.isBlocked { poller.change(connection.socket, tag: UInt32(member), forWriting: true) }
  }

  private func read(_ connection: Connection, _ member: Int) throws(BenchError) {
    // What was left of the last read stands in front of what comes.
    let kept = connection.rest.count
    if kept + 65_536 > buffer.count {
      buffer.deallocate()
      buffer = .allocate(byteCount: 2 * (kept + 65_536), alignment: 16)
    }
    buffer.copyBytes(from: connection.rest)
    let free = UnsafeMutableRawBufferPointer(rebasing: buffer[kept...])
    let count = recv(connection.socket, free.baseAddress, free.count, 0)
    guard count > 0 else {
      if count < 0, errno == EAGAIN || errno == EINTR { return }
      return try lost(connection)
    }
    connection.rest.removeAll(keepingCapacity: true)
    try received(UnsafeRawBufferPointer(rebasing: buffer[..<(kept + count)]), connection, member)
  }

  private func lost(_ connection: Connection) throws(BenchError) {
    if connection.stage != .ready {
      throw BenchError(
        "\(plan.servers[connection.server].text) closed a connection that was being opened.",
        hint: "see its log; start it with --no-rate-limits")
    }
    connection.shut()
    dropped += 1
  }

  private func received(
    _ bytes: UnsafeRawBufferPointer, _ connection: Connection, _ member: Int
  ) throws(BenchError) {
    var bytes = bytes
    if connection.stage == .upgrading {
      guard let end = Self.headEnd(bytes) else {
        connection.rest = Array(bytes)
        return
      }
      let status = String(decoding: bytes[..<end].prefix { $0 != 13 }, as: UTF8.self)
      guard status.contains(" 101 ") else {
        throw BenchError(
          "\(plan.servers[connection.server].text) refused a connection: \(status.prefix(60)).",
          hint: "start the server with --no-rate-limits")
      }
      connection.stage = .greeting
      bytes = UnsafeRawBufferPointer(rebasing: bytes[end...])
    }
    var walker = FrameWalker(bytes)
    while let frame = try nextFrame(&walker, connection) { try take(frame, connection, member) }
    if connection.stage != .closed { connection.rest.append(contentsOf: bytes[walker.offset...]) }
  }

  @inline(__always)
  private func nextFrame(
    _ walker: inout FrameWalker, _ connection: Connection
  ) throws(BenchError) -> FrameWalker.Frame? {
    do throws(FrameWalker.Failure) { return try walker.next() } catch {
      throw BenchError("\(plan.servers[connection.server].text) sent a frame that is none.")
    }
  }

  private static func headEnd(_ bytes: UnsafeRawBufferPointer) -> Int? {
    guard bytes.count >= 4 else { return nil }
    for index in 0...(bytes.count - 4)
    where bytes[index] == 13 && bytes[index + 1] == 10 && bytes[index + 2] == 13 && bytes[index + 3] == 10 {
      return index + 4
    }
    return nil
  }

  // MARK: Packets

  @inline(__always)
  private func take(_ frame: FrameWalker.Frame, _ connection: Connection, _ member: Int) throws(BenchError) {
    let payload = frame.payload
    if frame.opcode == 1, payload.count > 14, isMessages(payload) { return delivered(payload, connection, member) }
    switch frame.opcode {
    case 1: try packet(payload, connection, member)
    case 8: try lost(connection)
    default: break
    }
  }

  @inline(__always)
  private func isMessages(_ payload: UnsafeRawBufferPointer) -> Bool {
    Self.messagesEvent.withUnsafeBytes { memcmp($0.baseAddress!, payload.baseAddress!, $0.count) == 0 }
  }

  @inline(__always)
  private func delivered(_ payload: UnsafeRawBufferPointer, _ connection: Connection, _ member: Int) {
    guard let number = text.number(in: payload) else {
      foreign += 1
      return
    }
    switch ledger.delivered(number, to: member) {
    case .counted(let sentAt):
      deliveries[connection.server] += 1
      if sentAt >= timedFrom { latency.record(max(1, (MonotonicTime.now - sentAt) / 1000)) }
    case .doubled: doubled += 1
    case .foreign: foreign += 1
    }
  }

  /// Everything but messages.
  private func packet(
    _ payload: UnsafeRawBufferPointer, _ connection: Connection, _ member: Int
  ) throws(BenchError) {
    guard let type = payload.first else { return }
    switch (type, payload.count > 1 ? payload[1] : 0) {
    case (UInt8(ascii: "0"), _): write(text: Array("40{\"room\":null}".utf8), to: member)
    case (UInt8(ascii: "2"), _): write(text: [UInt8(ascii: "3")], to: member)
    case (UInt8(ascii: "4"), UInt8(ascii: "0")):
      connection.stage = .ready
      ready += 1
    case (UInt8(ascii: "4"), UInt8(ascii: "3")): try acknowledged(payload)
    case (UInt8(ascii: "4"), UInt8(ascii: "4")):
      throw BenchError(
        "\(plan.servers[connection.server].text) does not let a member in: "
          + String(decoding: payload.dropFirst(2).prefix(200), as: UTF8.self))
    default: break
    }
  }

  private func acknowledged(_ payload: UnsafeRawBufferPointer) throws(BenchError) {
    var id = 0
    for byte in payload.dropFirst(2) {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte), id < 1 << 40 else { break }
      id = id * 10 + Int(byte - UInt8(ascii: "0"))
    }
    let start = String(decoding: payload.prefix(300), as: UTF8.self)
    let isOK = start.contains("\"ok\":true")
    guard id >= Self.firstMessageAck else {
      guard isOK else {
        throw BenchError("A join was refused: \(start).", hint: "start the server with --no-rate-limits")
      }
      joined += 1
      return
    }
    let number = id - Self.firstMessageAck
    if isOK {
      accepted += 1
      if let sentAt = ledger.time(of: number), sentAt >= timedFrom {
        acks.record(max(1, (MonotonicTime.now - sentAt) / 1000))
      }
    } else {
      refused += 1
      if firstRefusal == nil { firstRefusal = start }
      ledger.refused(number)
    }
  }
}
