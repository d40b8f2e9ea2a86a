/// Joins packets to one polling payload.
public struct PollingPayloadEncoder: Sendable {
  static let separator: UInt8 = 0x1E

  /// The payload so far.
  public private(set) var bytes: [UInt8] = []
  /// The packets in it.
  public private(set) var count = 0

  /// An empty payload.
  public init() {}

  /// Adds a text packet; `data` is what follows the type byte.
  public mutating func append(_ type: EnginePacketType, _ data: some Collection<UInt8> = EmptyCollection()) {
    separate()
    bytes.append(type.rawValue)
    bytes.append(contentsOf: data)
  }

  /// Adds a text packet that has its type byte already.
  public mutating func append(packet: some Collection<UInt8>) {
    separate()
    bytes.append(contentsOf: packet)
  }

  /// Adds a binary message.
  public mutating func append(binary data: some Collection<UInt8>) {
    separate()
    bytes.reserveCapacity(bytes.count + 1 + (data.count + 2) / 3 * 4)
    bytes.append(UInt8(ascii: "b"))
    Base64.encode(data, into: &bytes)
  }

  private mutating func separate() {
    if count > 0 { bytes.append(Self.separator) }
    count += 1
  }
}
