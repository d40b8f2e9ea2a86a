/// A JSON value (RFC 8259).
public enum JSONValue: Sendable, Hashable {
  /// `null`
  case null
  /// `true` or `false`
  case bool(Bool)
  /// A number, with the text it was written as.
  case number(JSONNumber)
  /// A string.
  case string(String)
  /// An array.
  case array([JSONValue])
  /// An object, its entries in order.
  case object(JSONObject)
}

extension JSONValue {
  /// Whether it is `null`.
  public var isNull: Bool { if case .null = self { true } else { false } }

  /// The number, if it is one.
  public var numberValue: JSONNumber? { if case .number(let value) = self { value } else { nil } }

  /// The whole number, if it is a number that is whole and fits.
  public var int64Value: Int64? { numberValue?.int64 }

  /// The string, if it is one.
  public var stringValue: String? { if case .string(let value) = self { value } else { nil } }

  /// The object, if it is one.
  public var objectValue: JSONObject? { if case .object(let value) = self { value } else { nil } }

  /// The value of a key; nil if it is no object or has no such key.
  public subscript(key: String) -> JSONValue? { objectValue?[key] }

  /// The item at a place; nil if it is no array or too short.
  public subscript(index: Int) -> JSONValue? {
    guard case .array(let items) = self, items.indices.contains(index) else { return nil }
    return items[index]
  }
}

// Not by `nil`: in `condition ? nil : value` that would quietly become `null`.
extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  /// A string written as a literal.
  public init(stringLiteral value: String) { self = .string(value) }

  /// A whole number written as a literal.
  public init(integerLiteral value: Int64) { self = .number(JSONNumber(value)) }

  /// A truth value written as a literal.
  public init(booleanLiteral value: Bool) { self = .bool(value) }

  /// An array written as a literal.
  public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }

  /// An object written as a literal.
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(JSONObject(elements.map { JSONObject.Entry(key: $0.0, value: $0.1) }))
  }
}
