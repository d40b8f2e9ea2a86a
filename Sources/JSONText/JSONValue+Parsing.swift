extension JSONValue {
  /// Reads one JSON value, strictly as RFC 8259 has it, with nothing but white space around it.
  ///
  /// A lone surrogate escape becomes U+FFFD: JavaScript strings may hold one, and its clients may send it.
  ///
  /// - Parameters:
  ///   - bytes: UTF-8, without byte order mark.
  ///   - maxDepth: how deep arrays and objects may be nested; at most 128, whatever is asked for.
  /// - Throws: ``JSONError`` for anything else than one value.
  public init(parsing bytes: UnsafeRawBufferPointer, maxDepth: Int = 32) throws(JSONError) {
    var parser = JSONParser(bytes, maxDepth: maxDepth)
    self = try parser.document()
  }

  /// Reads one JSON value from bytes; see ``init(parsing:maxDepth:)``.
  public init(parsing bytes: some Sequence<UInt8>, maxDepth: Int = 32) throws(JSONError) {
    let parse = { (bytes: UnsafeRawBufferPointer) in
      Result { () throws(JSONError) in try JSONValue(parsing: bytes, maxDepth: maxDepth) }
    }
    let inPlace = bytes.withContiguousStorageIfAvailable { parse(UnsafeRawBufferPointer($0)) }
    self = try (inPlace ?? Array(bytes).withUnsafeBytes(parse)).get()
  }

  /// Reads one JSON value from text; see ``init(parsing:maxDepth:)``.
  public init(parsing text: String, maxDepth: Int = 32) throws(JSONError) {
    try self.init(parsing: text.utf8, maxDepth: maxDepth)
  }
}
