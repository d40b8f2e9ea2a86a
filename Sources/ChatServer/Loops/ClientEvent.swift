import JSONText

/// An event as a client sent it, decoded but not yet understood.
struct ClientEvent: Sendable {
  var name: String
  var arguments: [JSONValue]
  /// The number under which an acknowledgement is expected.
  var ack: Int64?
  var hasBinary: Bool
}
