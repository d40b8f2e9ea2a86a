/// What a client's packets may hold.
public struct SocketIOLimits: Sendable, Hashable {
  /// Nesting of arrays and objects in a packet's data, the arguments' own array included.
  public var depth: Int
  /// Attachments of one packet; at most 64, whatever is set.
  public var attachments: Int
  /// All attachments of one packet together, in bytes.
  public var attachmentBytes: Int
  /// A namespace's name, in bytes.
  public var namespaceBytes: Int
  /// All text that may come before the first CONNECT was accepted, in bytes.
  public var unconnectedBytes: Int

  /// Limits; the defaults are the chat's.
  public init(
    depth: Int = 32, attachments: Int = 4, attachmentBytes: Int = 262_144, namespaceBytes: Int = 256,
    unconnectedBytes: Int = 8192
  ) {
    self.depth = depth
    self.attachments = attachments
    self.attachmentBytes = attachmentBytes
    self.namespaceBytes = namespaceBytes
    self.unconnectedBytes = unconnectedBytes
  }
}
