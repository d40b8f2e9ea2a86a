public import JSONText

/// A client's answer to an event of ours that asked for one.
public struct SocketIOAcknowledgement: Sendable, Hashable {
  /// The namespace it came in.
  public var namespace: String
  /// The number our event had.
  public var ackID: Int64
  /// Its arguments; binary ones are placeholder objects.
  public var arguments: [JSONValue]
  /// The attachments; empty where the session discards them.
  public var attachments: [[UInt8]]

  /// An answer.
  public init(namespace: String = "/", ackID: Int64, arguments: [JSONValue] = [], attachments: [[UInt8]] = []) {
    self.namespace = namespace
    self.ackID = ackID
    self.arguments = arguments
    self.attachments = attachments
  }

  /// The answer of a packet; nil if it holds none.
  init?(_ packet: SocketIOPacket, attachments: [[UInt8]]) {
    guard case .array(let items)? = packet.data, let ackID = packet.ackID else { return nil }
    self.init(namespace: packet.namespace, ackID: ackID, arguments: items, attachments: attachments)
  }
}
