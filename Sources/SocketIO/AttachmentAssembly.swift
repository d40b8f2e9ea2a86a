import JSONText

/// Waits for the binary messages that a packet announced.
public struct AttachmentAssembly: Sendable, Hashable {
  /// What becomes of attachments.
  public enum Mode: Sendable {
    /// They are kept for the receiver.
    case keep
    /// They are counted only.
    case discard
  }

  /// What a binary message brought.
  public enum Progress: Sendable, Hashable {
    /// More are due.
    case waiting
    /// That was the last one.
    case complete(SocketIOPacket, attachments: [[UInt8]])
  }

  private let packet: SocketIOPacket
  private let mode: Mode
  private var room: Int
  private var missing: Int
  private var attachments: [[UInt8]] = []

  /// Begins with a packet that announces at least one attachment.
  ///
  /// - Throws: ``SocketIOError`` unless its placeholders name every attachment and no other.
  public init(_ packet: SocketIOPacket, mode: Mode, limits: SocketIOLimits) throws(SocketIOError) {
    self.packet = packet
    self.mode = mode
    room = limits.attachmentBytes
    missing = packet.attachmentCount
    try Self.checkPlaceholders(of: packet)
  }

  /// A binary message came.
  public mutating func received(_ bytes: UnsafeRawBufferPointer) throws(SocketIOError) -> Progress {
    guard bytes.count <= room else {
      throw SocketIOError(
        .tooManyAttachments, "The packet's attachments are too large.", hint: "Send less binary data at once.")
    }
    room -= bytes.count
    missing -= 1
    if mode == .keep { attachments.append([UInt8](bytes)) }
    return missing > 0 ? .waiting : .complete(packet, attachments: attachments)
  }

  /// Every attachment must have its placeholder, and every placeholder its attachment.
  static func checkPlaceholders(of packet: SocketIOPacket) throws(SocketIOError) {
    var used: UInt64 = 0
    if let data = packet.data { try mark(data, count: Int64(packet.attachmentCount), in: &used) }
    guard used.nonzeroBitCount == packet.attachmentCount else {
      throw SocketIOError(.invalidPlaceholder, "An attachment has no placeholder in the packet's data.")
    }
  }

  private static func mark(_ value: JSONValue, count: Int64, in used: inout UInt64) throws(SocketIOError) {
    switch value {
    case .array(let items):
      for item in items { try mark(item, count: count, in: &used) }
    case .object(let object) where object["_placeholder"] == .bool(true):
      guard let number = object["num"]?.int64Value, number >= 0, number < count else {
        throw SocketIOError(.invalidPlaceholder, "A placeholder names an attachment that does not exist.")
      }
      used |= 1 << UInt64(number)
    case .object(let object):
      for entry in object.entries { try mark(entry.value, count: count, in: &used) }
    case .null, .bool, .number, .string: break
    }
  }
}
