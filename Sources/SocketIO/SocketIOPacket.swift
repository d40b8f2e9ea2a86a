public import JSONText

/// A Socket.IO packet, protocol version 5, as it came.
public struct SocketIOPacket: Sendable, Hashable {
  /// The packet types, with their digits on the wire.
  public enum Kind: UInt8, Sendable, CaseIterable {
    /// Asks to join a namespace, or lets in.
    case connect = 0
    /// Leaves a namespace, or takes out of it.
    case disconnect = 1
    /// An event.
    case event = 2
    /// The answer to an event.
    case ack = 3
    /// Does not let into a namespace.
    case connectError = 4
    /// An event with attachments.
    case binaryEvent = 5
    /// An answer with attachments.
    case binaryAck = 6

    /// Whether attachments may follow.
    public var isBinary: Bool { self == .binaryEvent || self == .binaryAck }
  }

  /// What it is.
  public var kind: Kind
  /// The namespace, with its slash, without a query.
  public var namespace: String
  /// The number by which an event asks for, or an ack gives, an answer.
  public var ackID: Int64?
  /// The payload: an object, a non-empty array that begins with the event's name, or an ack's arguments.
  public var data: JSONValue?
  /// How many binary messages belong to it.
  public var attachmentCount: Int

  /// A packet.
  public init(
    _ kind: Kind, namespace: String = "/", ackID: Int64? = nil, data: JSONValue? = nil, attachmentCount: Int = 0
  ) {
    self.kind = kind
    self.namespace = namespace
    self.ackID = ackID
    self.data = data
    self.attachmentCount = attachmentCount
  }
}
