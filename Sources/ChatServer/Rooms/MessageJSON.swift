import NIOCore

/// Reads single fields of a message's JSON as the store writes it, without parsing all of it.
///
/// A quote inside a text is escaped, so a name with bare quotes is a field and nothing else.
enum MessageJSON {
  /// Its number in the log.
  static func seq(of json: ByteBuffer) -> Int64? {
    let view = json.readableBytesView
    guard let start = view.firstRange(of: Array("\"seq\":".utf8))?.upperBound else { return nil }
    let digits = view[start...].prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    return Int64(String(decoding: digits, as: UTF8.self))
  }

  /// Whether it was deleted.
  static func isDeleted(_ json: ByteBuffer) -> Bool {
    json.readableBytesView.firstRange(of: Array("\"kind\":\"deleted\"".utf8)) != nil
  }
}
