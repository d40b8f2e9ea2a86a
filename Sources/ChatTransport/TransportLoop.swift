import EngineIO
import NIOCore

/// All that the transport owns on one event loop. One timer a loop drives the heartbeats and deadlines of its members,
/// which costs less memory than a timer for each.
final class TransportLoop {
  /// A session that polls, or what is left of it.
  enum Session {
    case polling(PollingSession)
    /// It lives on a WebSocket now; its sid is good for nothing more.
    case moved
    /// It has ended; this is still to be handed to the next poll, until then.
    case parting(ByteBuffer, until: NIODeadline)
  }

  let index: Int
  let eventLoop: any EventLoop
  var sessions: [SessionID: Session] = [:]
  private(set) var members: [any LoopMember] = []
  private var timer: RepeatedTask?

  init(index: Int, eventLoop: any EventLoop) {
    self.index = index
    self.eventLoop = eventLoop
  }

  func startSweeping(every interval: TimeAmount) {
    let this = NIOLoopBound(self, eventLoop: eventLoop)
    timer = eventLoop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { _ in this.value.sweep() }
  }

  func stopSweeping() {
    timer?.cancel()
    timer = nil
  }

  func add(_ member: any LoopMember) {
    member.place = members.count
    members.append(member)
  }

  func remove(_ member: any LoopMember) {
    let place = member.place
    guard place >= 0, place < members.count, members[place] === member else { return }
    let last = members.removeLast()
    if last !== member {
      members[place] = last
      last.place = place
    }
    member.place = -1
  }

  private func sweep() {
    let now = NIODeadline.now()
    for member in members { member.timePassed(now: now) }
    for case (let sid, .parting(_, let until)) in sessions where now >= until { sessions[sid] = nil }
  }
}

extension TransportLoop {
  /// Closes one in so many of the open sessions.
  func closeSessions(oneOf parts: Int) {
    let sessions = members.filter(\.isOpenSession)
    let count = (sessions.count + parts - 1) / parts
    for member in sessions.prefix(count) { member.serverClosing() }
  }

  func closeMembers() {
    for member in members { member.serverClosing() }
  }

  /// Breaks off what did not end by itself.
  func abandonMembers() {
    for member in members { member.abandon() }
  }
}

extension EngineInstant {
  init(_ deadline: NIODeadline) {
    self.init(nanoseconds: deadline.uptimeNanoseconds)
  }
}
