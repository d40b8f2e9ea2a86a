/// Joins packets to one polling payload, in the way of the session's version.
public struct PollingPayloadEncoder: Sendable {
  static let separator: UInt8 = 0x1E

  /// The payload so far.
  public private(set) var bytes: [UInt8] = []
  /// The packets in it.
  public private(set) var count = 0

  private let version: EngineVersion

  /// An empty payload.
  public init(version: EngineVersion = .four) {
    self.version = version
  }

  /// Adds a text packet; `data` is what follows the type byte.
  public mutating func append(_ type: EnginePacketType, _ data: some Collection<UInt8> = EmptyCollection()) {
    begin(length: version == .three ? 1 + LengthPrefixedPayload.utf16Length(of: data) : 0)
    bytes.append(type.rawValue)
    bytes.append(contentsOf: data)
  }

  /// Adds a binary message.
  public mutating func append(binary data: some Collection<UInt8>) {
    let count = (data.count + 2) / 3 * 4
    bytes.reserveCapacity(bytes.count + 2 + count)
    begin(length: 2 + count)
    bytes.append(UInt8(ascii: "b"))
    if version == .three { bytes.append(EnginePacketType.message.rawValue) }
    Base64.encode(data, into: &bytes)
  }

  private mutating func begin(length: Int) {
    switch version {
    case .three:
      bytes.append(contentsOf: String(length).utf8)
      bytes.append(UInt8(ascii: ":"))
    case .four:
      if count > 0 { bytes.append(Self.separator) }
    }
    count += 1
  }
}
