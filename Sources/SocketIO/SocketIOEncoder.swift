public import JSONText

/// Writes the packets a server sends, as the bytes of a text message without Engine.IO's digit.
///
/// Arguments come as JSON that is ready: values with commas between them, no brackets, possibly none. They are
/// copied, never parsed or checked.
///
/// Source: the Socket.IO protocol documents, versions 5 and 4, "Packet encoding".
public enum SocketIOEncoder {
  /// The answer to an accepted CONNECT: `0{"sid":…}`.
  public static func connect(sid: String, namespace: String = "/") -> [UInt8] {
    var writer = header(.connect, namespace)
    writer.beginObject()
    writer.key("sid")
    writer.string(sid)
    writer.endObject()
    return writer.bytes
  }

  /// Tells a client of version 4 that it is in a namespace: a bare `0`.
  public static func connected(namespace: String = "/") -> [UInt8] {
    header(.connect, namespace).bytes
  }

  /// Tells a client of version 4 that it does not get into a namespace: `4"message"`.
  public static func error(message: String, namespace: String = "/") -> [UInt8] {
    var writer = header(.connectError, namespace)
    writer.string(message)
    return writer.bytes
  }

  /// The answer to a refused CONNECT: `4{"message":…,"data":…}`. `data` is one JSON value, or empty for none.
  public static func connectError(message: String, data: [UInt8] = [], namespace: String = "/") -> [UInt8] {
    var writer = header(.connectError, namespace)
    writer.beginObject()
    writer.key("message")
    writer.string(message)
    if !data.isEmpty {
      writer.key("data")
      writer.raw(data)
    }
    writer.endObject()
    return writer.bytes
  }

  /// Takes a client out of a namespace; stock clients do not come back after it.
  public static func disconnect(namespace: String = "/") -> [UInt8] {
    header(.disconnect, namespace).bytes
  }

  /// An event, `2["name",ARGUMENTS]`; with an ack id it asks for an answer.
  @inlinable
  public static func event(
    _ name: String, arguments: some Collection<UInt8>, ackID: Int64? = nil, namespace: String = "/"
  ) -> [UInt8] {
    var writer = header(.event, namespace, ackID: ackID, room: arguments.count + name.utf8.count + 8)
    writer.beginArray()
    writer.string(name)
    writer.raw(arguments)
    writer.endArray()
    return writer.bytes
  }

  /// The answer to an event, `3ID[ARGUMENTS]`.
  @inlinable
  public static func ack(_ id: Int64, arguments: some Collection<UInt8>, namespace: String = "/") -> [UInt8] {
    var writer = header(.ack, namespace, ackID: id, room: arguments.count + 4)
    writer.beginArray()
    writer.raw(arguments)
    writer.endArray()
    return writer.bytes
  }

  /// An event that `attachmentCount` binary messages follow; its arguments hold a placeholder for each.
  public static func binaryEvent(
    _ name: String, arguments: [UInt8], attachmentCount: Int, ackID: Int64? = nil, namespace: String = "/"
  ) -> [UInt8] {
    var writer = header(.binaryEvent, namespace, attachmentCount: attachmentCount, ackID: ackID)
    writer.beginArray()
    writer.string(name)
    writer.raw(arguments)
    writer.endArray()
    return writer.bytes
  }

  /// The answer to an event that `attachmentCount` binary messages follow.
  public static func binaryAck(
    _ id: Int64, arguments: [UInt8], attachmentCount: Int, namespace: String = "/"
  ) -> [UInt8] {
    var writer = header(.binaryAck, namespace, attachmentCount: attachmentCount, ackID: id)
    writer.beginArray()
    writer.raw(arguments)
    writer.endArray()
    return writer.bytes
  }

  /// What stands where binary argument number `index` was: `{"_placeholder":true,"num":INDEX}`.
  public static func placeholder(_ index: Int) -> JSONValue {
    ["_placeholder": true, "num": .number(.init(Int64(index)))]
  }

  /// Arguments as JSON without brackets, as the functions here take them.
  public static func arguments(_ values: some Sequence<JSONValue>) -> [UInt8] {
    var writer = JSONWriter()
    for value in values { writer.value(value) }
    return writer.bytes
  }

  /// Everything in front of the data; the main namespace is not written.
  @usableFromInline
  static func header(
    _ kind: SocketIOPacket.Kind, _ namespace: String, attachmentCount: Int? = nil, ackID: Int64? = nil, room: Int = 48
  ) -> JSONWriter {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(room + 24)
    bytes.append(UInt8(ascii: "0") + kind.rawValue)
    if let attachmentCount {
      bytes.append(contentsOf: String(attachmentCount).utf8)
      bytes.append(UInt8(ascii: "-"))
    }
    if namespace != "/" {
      bytes.append(contentsOf: namespace.utf8)
      bytes.append(UInt8(ascii: ","))
    }
    if let ackID { bytes.append(contentsOf: String(ackID).utf8) }
    return JSONWriter(appendingTo: bytes)
  }
}
