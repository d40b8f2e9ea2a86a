public import JSONText

/// An event of a client.
public struct SocketIOEvent: Sendable, Hashable {
  /// The namespace it came in.
  public var namespace: String
  /// Its name.
  public var name: String
  /// Its arguments. Binary ones are placeholder objects, `{"_placeholder":true,"num":n}`, that count attachments.
  public var arguments: ArraySlice<JSONValue>
  /// The number to acknowledge it by, if the client wants that.
  public var ackID: Int64?
  /// How many attachments came with it.
  public var attachmentCount: Int
  /// The attachments; empty where the session discards them.
  public var attachments: [[UInt8]]

  /// Whether an argument is binary, or holds something that is.
  public var hasBinary: Bool { attachmentCount > 0 }

  /// An event.
  public init(
    namespace: String = "/", name: String, arguments: ArraySlice<JSONValue> = [], ackID: Int64? = nil,
    attachmentCount: Int = 0, attachments: [[UInt8]] = []
  ) {
    self.namespace = namespace
    self.name = name
    self.arguments = arguments
    self.ackID = ackID
    self.attachmentCount = attachmentCount
    self.attachments = attachments
  }

  /// The event of a packet; nil if it holds none.
  init?(_ packet: SocketIOPacket, attachments: [[UInt8]]) {
    guard case .array(let items)? = packet.data, case .string(let name)? = items.first else { return nil }
    self.init(
      namespace: packet.namespace, name: name, arguments: items.dropFirst(), ackID: packet.ackID,
      attachmentCount: packet.attachmentCount, attachments: attachments)
  }
}
