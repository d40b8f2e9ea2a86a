import JSONText

/// What is taken as JSON is written and read again as the same value.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = UnsafeRawBufferPointer(start: start, count: count)
  guard let value = try? JSONValue(parsing: input) else { return 0 }
  let again = try? JSONValue(parsing: value.encoded)
  precondition(again == value, "What was written is read as something else.")
  return 0
}
