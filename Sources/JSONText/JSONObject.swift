/// A JSON object: keys and values in the order they were written.
///
/// A key that stands twice keeps both entries; the last one is found, as in JavaScript.
public struct JSONObject: Sendable, Hashable, ExpressibleByDictionaryLiteral {
  /// One key with its value.
  public struct Entry: Sendable, Hashable {
    /// The key.
    public var key: String
    /// The value.
    public var value: JSONValue

    /// A key with its value.
    public init(key: String, value: JSONValue) {
      self.key = key
      self.value = value
    }
  }

  /// All entries as written, duplicates included.
  public var entries: [Entry]

  /// An object of these entries.
  public init(_ entries: [Entry] = []) { self.entries = entries }

  /// An object written as a literal.
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    entries = elements.map { Entry(key: $0.0, value: $0.1) }
  }

  /// Whether it has no entry.
  public var isEmpty: Bool { entries.isEmpty }

  /// How many entries it has, duplicates included.
  public var count: Int { entries.count }

  /// The keys as written, duplicates included.
  public var keys: [String] { entries.map(\.key) }

  /// The value of a key: the last one, if it stands more than once. Setting nil removes the key.
  public subscript(key: String) -> JSONValue? {
    get { entries.last { $0.key == key }?.value }
    set {
      guard let newValue else { return entries.removeAll { $0.key == key } }
      if let index = entries.lastIndex(where: { $0.key == key }) {
        entries[index].value = newValue
      } else {
        entries.append(Entry(key: key, value: newValue))
      }
    }
  }
}
