import ChatModel
import NIOCore

/// Reads single fields of a member's JSON as the store writes it, without parsing all of it.
///
/// A quote inside a text is escaped, so `"id":"` with bare quotes is the field and nothing else.
enum MemberJSON {
  /// The person's id.
  static func id(of json: ByteBuffer) -> MemberID? {
    field("\"id\":\"", of: json).flatMap { MemberID($0) }
  }

  /// The socket shown for the person.
  static func socket(of json: ByteBuffer) -> String? { field("\"socket\":\"", of: json) }

  /// Version of the person's record that is shown.
  static func version(of json: ByteBuffer) -> Int64? {
    let view = json.readableBytesView
    guard let start = view.firstRange(of: Array("\"ver\":".utf8))?.upperBound else { return nil }
    let digits = view[start...].prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    return Int64(String(decoding: digits, as: UTF8.self))
  }

  /// The member inside the argument of `member_update`: `{"room":"…","member":{…}}`.
  static func inside(update json: ByteBuffer) -> ByteBuffer? {
    let marker = Array("\"member\":".utf8)
    guard let start = json.readableBytesView.firstRange(of: marker)?.upperBound else { return nil }
    let end = json.readableBytesView.endIndex - 1
    return start < end ? json.getSlice(at: start, length: end - start) : nil
  }

  private static func field(_ marker: String, of json: ByteBuffer) -> String? {
    let view = json.readableBytesView
    guard let range = view.firstRange(of: Array(marker.utf8)),
      let end = view[range.upperBound...].firstIndex(of: UInt8(ascii: "\""))
    else { return nil }
    return String(decoding: view[range.upperBound..<end], as: UTF8.self)
  }
}
