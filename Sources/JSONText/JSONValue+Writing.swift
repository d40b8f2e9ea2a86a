extension JSONValue {
  /// Appends the value to a writer.
  public func write(to writer: inout JSONWriter) {
    switch self {
    case .null: writer.null()
    case .bool(let value): writer.bool(value)
    case .number(let number): writer.number(number)
    case .string(let text): writer.string(text)
    case .array(let items):
      writer.beginArray()
      for item in items { item.write(to: &writer) }
      writer.endArray()
    case .object(let object): object.write(to: &writer)
    }
  }

  /// The value as JSON, without white space.
  public var encoded: [UInt8] {
    var writer = JSONWriter()
    write(to: &writer)
    return writer.bytes
  }
}

extension JSONObject {
  /// Appends the object to a writer, its entries in order.
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    for entry in entries {
      writer.key(entry.key)
      entry.value.write(to: &writer)
    }
    writer.endObject()
  }
}
