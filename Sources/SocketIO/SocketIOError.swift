/// Why a client's packets break the protocol; its transport is closed then. Safe to show: it repeats nothing of the
/// input.
public struct SocketIOError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What kind of fault.
  public enum Code: String, Sendable, CaseIterable {
    /// The bytes are no packet, or a packet of its type cannot look like this.
    case malformedPacket = "malformed_packet"
    /// The packet's data is no JSON, or nested too deeply.
    case malformedData = "malformed_data"
    /// An event with a name that clients and servers keep for themselves.
    case reservedEvent = "reserved_event"
    /// More attachments, or larger ones, than allowed.
    case tooManyAttachments = "too_many_attachments"
    /// Placeholders that do not fit the attachments.
    case invalidPlaceholder = "invalid_placeholder"
    /// A binary message that no packet announced.
    case unexpectedBinary = "unexpected_binary"
    /// A text message while attachments were due.
    case missingAttachment = "missing_attachment"
    /// A packet for a namespace that is not connected, or a second CONNECT for one that is.
    case invalidState = "invalid_state"
    /// No CONNECT in time.
    case connectTimeout = "connect_timeout"
    /// Too many bytes before a CONNECT was accepted.
    case tooLargeBeforeConnect = "too_large_before_connect"
  }

  /// What kind of fault.
  public let code: Code
  /// What is wrong, in a sentence.
  public let message: String
  /// What to do about it.
  public let hint: String

  /// A fault; the hint is the one most faults share.
  public init(
    _ code: Code, _ message: String, hint: String = "Use a Socket.IO client that speaks protocol version 5."
  ) {
    self.code = code
    self.message = message
    self.hint = hint
  }

  /// Message and hint in one line.
  public var description: String { "\(message) \(hint)" }
}
