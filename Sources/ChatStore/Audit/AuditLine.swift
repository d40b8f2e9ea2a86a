import Crypto
import NIOCore
import RedisClient

/// A line of the audit as it is stored.
struct AuditLine: Equatable {
  /// How many lines are kept.
  static let limit: Int64 = 1_000_000

  var number: Int64
  /// The hash of the line before; empty for the first one.
  var previous: String
  /// Number and hash of the last line that was cut off when this one was added; empty when none was.
  var cut: String
  var body: String
  var hash: String

  /// A line that follows on another one.
  init(after head: AuditHead, cut: String, body: String) {
    (number, previous, self.cut, self.body) = (head.number + 1, head.hash, cut, body)
    hash = ""
    hash = sealed
  }

  /// Reads the fields of a stream's entry; nil for what is no line.
  init?(_ entry: RESPValue) {
    guard let parts = entry.array, parts.count == 2 else { return nil }
    var fields: [String: String] = [:]
    for field in RESPField.fields(parts[1]) { fields[field.name] = String(buffer: field.value) }
    guard let number = fields["n"].flatMap({ Int64($0) }), let previous = fields["prev"], let body = fields["body"],
      let hash = fields["hash"]
    else { return nil }
    (self.number, self.previous, self.body, self.hash) = (number, previous, body, hash)
    cut = fields["cut"] ?? ""
  }

  /// The hash it should have.
  var sealed: String {
    SHA256.hash(data: Array("\(previous)\n\(number)\n\(cut)\n\(body)".utf8)).hexadecimal
  }
}

extension Sequence<UInt8> {
  /// Two digits for each byte.
  var hexadecimal: String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
