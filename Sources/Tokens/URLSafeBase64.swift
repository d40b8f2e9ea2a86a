import FoundationEssentials

/// Base64 as it may stand in a URL (RFC 4648, section 5), without padding.
enum URLSafeBase64 {
  static func encode(_ data: Data) -> String {
    let plain = data.base64EncodedString().utf8.lazy.filter { $0 != UInt8(ascii: "=") }
    let safe = plain.map { byte in
      switch byte {
      case UInt8(ascii: "+"): UInt8(ascii: "-")
      case UInt8(ascii: "/"): UInt8(ascii: "_")
      default: byte
      }
    }
    return String(decoding: Array(safe), as: UTF8.self)
  }

  /// The bytes of a text; nil if it holds any other character.
  static func decode(_ text: some StringProtocol) -> Data? {
    var plain: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "-"): plain.append(UInt8(ascii: "+"))
      case UInt8(ascii: "_"): plain.append(UInt8(ascii: "/"))
      case UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="): return nil
      default: plain.append(byte)
      }
    }
    while plain.count % 4 != 0 { plain.append(UInt8(ascii: "=")) }
    return Data(base64Encoded: Data(plain))
  }
}
