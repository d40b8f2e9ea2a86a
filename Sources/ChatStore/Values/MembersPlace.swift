/// A place in a room's list of people, between two pages: `<cursor>.<offset>` as text.
///
/// Redis may answer more than a page in one go, so a place names what Redis is asked again and how many of that are
/// passed over.
public struct MembersPlace: Sendable, Equatable, CustomStringConvertible {
  let cursor: UInt64
  let offset: Int

  init(cursor: UInt64, offset: Int) {
    self.cursor = cursor
    self.offset = offset
  }

  /// The beginning.
  public init() { self.init(cursor: 0, offset: 0) }

  /// Reads a place; nil for a text that is none.
  public init?(_ text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, let cursor = UInt64(parts[0]), let offset = Int(parts[1]), (0...1_000_000).contains(offset)
    else { return nil }
    self.init(cursor: cursor, offset: offset)
  }

  /// The place as text.
  public var description: String { "\(cursor).\(offset)" }
}
