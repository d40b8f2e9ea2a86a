import SocketIO

/// A whole session: the input is messages, each with a byte in front for its length and, as its highest bit, whether it
/// is binary. After the session has closed nothing is delivered.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = UnsafeRawBufferPointer(start: start, count: count)
  for version in [SocketIOVersion.four, .five] {
    var session = SocketIOSessionStateMachine(SocketIOSettings(attachments: .keep), version: version, now: 0)
    var isClosed = take(session.opened(), &session)
    var rest = input[...]
    while let head = rest.popFirst() {
      let message = UnsafeRawBufferPointer(rebasing: rest.prefix(Int(head & 0x7F)))
      rest = rest.dropFirst(message.count)
      let action = head & 0x80 == 0 ? session.receivedText(message) : session.receivedBinary(message)
      if isClosed { precondition(action == .none, "Something came of a session that is over.") }
      isClosed = take(action, &session) || isClosed
    }
  }
  return 0
}

private func take(
  _ action: SocketIOSessionStateMachine.Action, _ session: inout SocketIOSessionStateMachine
) -> Bool {
  switch action {
  case .connect(let namespace, _):
    precondition(session.accepted(namespace: namespace, sid: "sid") != nil, "Who asks cannot be let in.")
    return false
  case .closeTransport: return true
  default: return false
  }
}
