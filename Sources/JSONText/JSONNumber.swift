/// A JSON number that keeps the text it was written as, so that nothing is lost on the way through.
///
/// Two numbers are equal when their texts are: `1` and `1.0` differ.
public struct JSONNumber: Sendable, Hashable, CustomStringConvertible {
  /// The number as it stands in JSON.
  public let text: String

  /// Takes a text that the parser has checked.
  init(checked text: String) { self.text = text }

  /// A whole number.
  public init(_ value: Int64) { text = String(value) }

  /// A number; nil for infinities and NaN, which JSON does not have.
  public init?(_ value: Double) {
    guard value.isFinite else { return nil }
    let written = String(value)
    text = written.hasSuffix(".0") ? String(written.dropLast(2)) : written
  }

  /// The whole number it stands for; nil if it is none, or outside `Int64`.
  ///
  /// `5.0` and `1e3` count as whole, as far as a double holds every whole number (2^53).
  public var int64: Int64? {
    if let value = Int64(text) { return value }
    guard let value = Double(text), value.magnitude <= 9_007_199_254_740_992 else { return nil }
    let whole = Int64(value)
    return Double(whole) == value ? whole : nil
  }

  /// The nearest double; nil if the number is too large for one.
  public var double: Double? {
    guard let value = Double(text), value.isFinite else { return nil }
    return value
  }

  /// The number as it stands in JSON.
  public var description: String { text }
}
