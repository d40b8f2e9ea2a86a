import NIOCore

/// What a loop looks after: called now and then, and at the server's end.
protocol LoopMember: AnyObject {
  /// The member's place in its loop's list; the loop's own.
  var place: Int { get set }

  /// Whether it is a session that has not ended, to be told when the server stops.
  var isOpenSession: Bool { get }

  /// Some time has passed (see ``TransportLoop/sweepInterval``): look at deadlines.
  func timePassed(now: NIODeadline)

  /// The server closes: end in good order.
  func serverClosing()

  /// The server is closed: break off.
  func abandon()
}
