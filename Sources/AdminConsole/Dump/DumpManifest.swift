/// What stands beside a dump: what it is of, how much it holds, and by what it is recognised.
struct DumpManifest: Codable, Sendable, Equatable {
  static let currentSchema = "parlor-dump/1"

  /// The form of this manifest.
  var schema = Self.currentSchema
  /// The last part of the dump's path.
  var file: String
  /// When the dump began, in Unix milliseconds.
  var begun: Int64
  /// When it was whole, in Unix milliseconds.
  var finished: Int64
  /// What it is of.
  var scope: DumpScope
  /// How much of each room it holds.
  var rooms: [DumpRoom]
  /// Messages in all.
  var messages: Int64
  /// Size of the file.
  var bytes: Int64
  /// SHA-256 of the file, in hexadecimal digits.
  var sha256: String
  /// The head of the audit's chain when the dump began; nil when there is none, or it may not be read.
  var auditHead: String?

  enum CodingKeys: String, CodingKey {
    case schema, file, begun, finished, scope, rooms, messages, bytes, sha256
    case auditHead = "audit_head"
  }

  /// Where the manifest of a dump is.
  static func path(of dump: String) -> String { dump + ".manifest.json" }
}
