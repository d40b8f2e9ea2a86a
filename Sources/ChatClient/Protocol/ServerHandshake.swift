import JSONText

/// What the server says first on a connection: Engine.IO packet `0`, as far as a client on a WebSocket needs it.
struct ServerHandshake: Sendable, Equatable {
  /// Longest silence before the server is taken for gone: a ping's interval and its timeout.
  let silence: Duration
  /// The largest message the server takes, in bytes; nil where it does not say.
  let maxPayload: Int64?

  /// Reads the packet's data.
  init?(_ json: some Sequence<UInt8>) {
    guard let fields = try? JSONValue(parsing: json), fields["sid"]?.stringValue != nil,
      let interval = fields["pingInterval"]?.int64Value, let timeout = fields["pingTimeout"]?.int64Value,
      (1...3_600_000).contains(interval), (1...3_600_000).contains(timeout)
    else { return nil }
    silence = .milliseconds(interval + timeout)
    maxPayload = fields["maxPayload"]?.int64Value
  }
}
