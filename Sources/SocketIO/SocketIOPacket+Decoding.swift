import JSONText

extension SocketIOPacket {
  /// Event names that clients and servers use for their own ends; nobody may send them.
  public static let reservedEvents: [String] = [
    "connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener",
  ]

  /// Reads a packet from a text message.
  ///
  /// - Parameters:
  ///   - bytes: the message's UTF-8, without Engine.IO's own digit.
  ///   - limits: depth, attachments and the namespace's length.
  /// - Throws: ``SocketIOError`` for anything that its type does not allow.
  ///
  /// Source: the Socket.IO protocol document, version 5, "Packet encoding".
  public init(decoding bytes: UnsafeRawBufferPointer, limits: SocketIOLimits = SocketIOLimits()) throws(SocketIOError) {
    var reader = PacketReader(bytes)
    let kind = try reader.kind()
    let attachmentCount = kind.isBinary ? try reader.attachmentCount(limit: limits.attachments) : 0
    let namespace = try reader.namespace(limit: limits.namespaceBytes)
    let ackID = try reader.ackID()
    let data: JSONValue?
    do throws(JSONError) {
      data = reader.rest.isEmpty ? nil : try JSONValue(parsing: reader.rest, maxDepth: limits.depth)
    } catch {
      throw SocketIOError(.malformedData, error.message, hint: error.hint)
    }
    self.init(kind, namespace: namespace, ackID: ackID, data: data, attachmentCount: attachmentCount)
    try validate()
  }

  /// Reads a packet from a text message; see ``init(decoding:limits:)``.
  public init(decoding text: String, limits: SocketIOLimits = SocketIOLimits()) throws(SocketIOError) {
    let result = Array(text.utf8).withUnsafeBytes { bytes in
      Result { () throws(SocketIOError) in try SocketIOPacket(decoding: bytes, limits: limits) }
    }
    self = try result.get()
  }

  private func validate() throws(SocketIOError) {
    switch kind {
    case .connect: try validateConnect()
    case .disconnect:
      guard data == nil, ackID == nil else {
        throw SocketIOError(.malformedPacket, "A DISCONNECT packet has neither data nor an ack id.")
      }
    case .connectError:
      guard data != nil, ackID == nil else {
        throw SocketIOError(.malformedPacket, "A CONNECT_ERROR packet has data and no ack id.")
      }
    case .event, .binaryEvent: try validateEvent()
    case .ack, .binaryAck:
      guard ackID != nil, case .array = data else {
        throw SocketIOError(.malformedPacket, "An ACK packet has an id and an array.")
      }
    }
  }

  private func validateConnect() throws(SocketIOError) {
    guard ackID == nil else { throw SocketIOError(.malformedPacket, "A CONNECT packet has no ack id.") }
    switch data {
    case nil, .object: return
    default: throw SocketIOError(.malformedPacket, "A CONNECT packet's data is an object or absent.")
    }
  }

  private func validateEvent() throws(SocketIOError) {
    guard case .array(let items) = data, case .string(let name)? = items.first else {
      throw SocketIOError(.malformedPacket, "An EVENT packet has an array that begins with the event's name.")
    }
    guard !Self.reservedEvents.contains(name) else {
      throw SocketIOError(
        .reservedEvent, "The event name is reserved by the protocol.", hint: "Choose another event name.")
    }
  }
}
