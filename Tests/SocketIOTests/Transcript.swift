import SocketIO

/// A session and what it answered, written the way it stands on the wire.
struct Transcript {
  var session: SocketIOSessionStateMachine

  init(
    _ settings: SocketIOSettings = Transcript.settings, version: SocketIOVersion = .five, now: UInt64 = 0
  ) {
    session = SocketIOSessionStateMachine(settings, version: version, now: now)
  }

  /// As the conformance server has it: two namespaces, attachments kept.
  static let settings = SocketIOSettings(namespaces: ["/", "/custom"], attachments: .keep, connectMilliseconds: 1000)

  /// A session that is connected to these namespaces.
  static func connected(_ settings: SocketIOSettings = settings, to namespaces: [String] = ["/"]) -> Transcript {
    var transcript = Transcript(settings)
    for namespace in namespaces {
      _ = transcript.text("0\(namespace),")
      _ = transcript.session.accepted(namespace: namespace, sid: "s")
    }
    return transcript
  }

  mutating func opened() -> SocketIOSessionStateMachine.Action { session.opened() }

  mutating func text(_ text: String) -> SocketIOSessionStateMachine.Action {
    Array(text.utf8).withUnsafeBytes { session.receivedText($0) }
  }

  mutating func binary(_ bytes: [UInt8]) -> SocketIOSessionStateMachine.Action {
    bytes.withUnsafeBytes { session.receivedBinary($0) }
  }
}

extension SocketIOSessionStateMachine.Action {
  /// Why the transport is to be closed, if it is.
  var closeCode: SocketIOError.Code? {
    if case .closeTransport(let error) = self { error.code } else { nil }
  }

  /// The text to send, if there is one.
  var replyText: String? {
    if case .reply(let bytes) = self { String(decoding: bytes, as: UTF8.self) } else { nil }
  }
}

extension [UInt8]? {
  /// The bytes as text.
  var text: String? { map { String(decoding: $0, as: UTF8.self) } }
}
