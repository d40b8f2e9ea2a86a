/// What all sessions of a server have in common.
public struct SocketIOSettings: Sendable, Hashable {
  /// The namespaces that exist; CONNECT to another one is answered `Invalid namespace`.
  public var namespaces: Set<String>
  /// What becomes of attachments.
  public var attachments: AttachmentAssembly.Mode
  /// Time for a CONNECT to be accepted, from the transport's start, in milliseconds.
  public var connectMilliseconds: Int64
  /// What packets may hold.
  public var limits: SocketIOLimits

  /// Settings; the defaults are the chat's.
  public init(
    namespaces: Set<String> = ["/"], attachments: AttachmentAssembly.Mode = .discard,
    connectMilliseconds: Int64 = 10_000, limits: SocketIOLimits = SocketIOLimits()
  ) {
    self.namespaces = namespaces
    self.attachments = attachments
    self.connectMilliseconds = connectMilliseconds
    self.limits = limits
  }
}
