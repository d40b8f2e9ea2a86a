/// Writes JSON into bytes: the one place where text is escaped for it.
///
/// Commas come by themselves. What is nested, and that a key has a value, is the caller's care.
///
/// ```swift
/// var writer = JSONWriter()
/// writer.beginObject()
/// writer.key("ok")
/// writer.bool(true)
/// writer.endObject()  // writer.bytes: {"ok":true}
/// ```
public struct JSONWriter: Sendable {
  /// What has been written.
  public var bytes: [UInt8]
  @usableFromInline var needsComma = false

  /// A writer that appends to what is there already, as if nothing stood before it.
  public init(appendingTo bytes: [UInt8] = []) { self.bytes = bytes }

  /// An empty writer with room for so many bytes.
  public init(capacity: Int) {
    bytes = []
    bytes.reserveCapacity(capacity)
  }

  /// Opens an object.
  public mutating func beginObject() { open(UInt8(ascii: "{")) }

  /// Closes an object.
  public mutating func endObject() { close(UInt8(ascii: "}")) }

  /// Opens an array.
  public mutating func beginArray() { open(UInt8(ascii: "[")) }

  /// Closes an array.
  public mutating func endArray() { close(UInt8(ascii: "]")) }

  /// A key; its value comes next.
  public mutating func key(_ key: String) {
    separate()
    appendQuoted(key)
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  /// A string.
  public mutating func string(_ text: String) {
    separate()
    appendQuoted(text)
  }

  /// A whole number.
  public mutating func integer(_ value: Int64) {
    separate()
    appendDecimal(value)
  }

  /// A whole number.
  public mutating func integer(_ value: Int) { integer(Int64(value)) }

  /// A number as it was written.
  public mutating func number(_ number: JSONNumber) {
    separate()
    bytes.append(contentsOf: number.text.utf8)
  }

  /// `true` or `false`.
  public mutating func bool(_ value: Bool) {
    separate()
    bytes.append(contentsOf: (value ? "true" : "false").utf8)
  }

  /// `null`.
  public mutating func null() {
    separate()
    bytes.append(contentsOf: "null".utf8)
  }

  /// Bytes that are JSON already: one value, or several with commas between them. Not checked; empty ones are nothing.
  @inlinable
  public mutating func raw(_ json: some Collection<UInt8>) {
    guard !json.isEmpty else { return }
    separate()
    bytes.append(contentsOf: json)
  }

  /// Any value.
  public mutating func value(_ value: JSONValue) { value.write(to: &self) }

  /// The comma between this value and the one before it.
  @usableFromInline
  mutating func separate() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    needsComma = true
  }

  private mutating func open(_ bracket: UInt8) {
    separate()
    bytes.append(bracket)
    needsComma = false
  }

  private mutating func close(_ bracket: UInt8) {
    bytes.append(bracket)
    needsComma = true
  }
}
