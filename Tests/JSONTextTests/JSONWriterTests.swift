import JSONText
import Testing

@Suite struct JSONWriterTests {
  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  @Test func putsCommasWhereTheyBelong() {
    var writer = JSONWriter(capacity: 64)
    writer.beginObject()
    writer.key("a")
    writer.beginArray()
    writer.integer(1)
    writer.beginObject()
    writer.endObject()
    writer.beginArray()
    writer.endArray()
    writer.null()
    writer.endArray()
    writer.key("b")
    writer.bool(false)
    writer.key("c")
    writer.raw(Array("[1,2]".utf8))
    writer.key("d")
    writer.string("x")
    writer.endObject()
    #expect(text(writer.bytes) == #"{"a":[1,{},[],null],"b":false,"c":[1,2],"d":"x"}"#)
  }

  @Test func takesEmptyRawPiecesForNothing() {
    var writer = JSONWriter()
    writer.beginArray()
    writer.string("name")
    writer.raw([])
    writer.endArray()
    #expect(text(writer.bytes) == #"["name"]"#)
  }

  @Test func appendsToWhatIsThere() {
    var writer = JSONWriter(appendingTo: Array("42".utf8))
    writer.beginArray()
    writer.endArray()
    #expect(text(writer.bytes) == "42[]")
  }

  @Test func escapesAsJSONStringifyDoes() {
    let hostile = "\"\\/\u{8}\u{C}\n\r\t\u{0}\u{1F}\u{7F}é€😀\u{2028}\u{2029}\u{2027}\u{202A}<>&'"
    let expected = #""\"\\/\b\f\n\r\t\u0000\u001f"# + "\u{7F}é€😀" + #"\u2028\u2029"# + "\u{2027}\u{202A}<>&'\""
    #expect(text(JSONValue.string(hostile).encoded) == expected)
  }

  @Test func whatIsWrittenReadsBackTheSame() throws {
    var all = String.UnicodeScalarView()
    for value in UInt32(0)...0x2FFF { if let scalar = Unicode.Scalar(value) { all.append(scalar) } }
    let value: JSONValue = ["k\"\n": .string(String(all)), "n": [1, -1, .number(JSONNumber(Int64.min)), .null, true]]
    #expect(try JSONValue(parsing: value.encoded) == value)
  }

  @Test func writesWholeNumbersUpToTheLimits() {
    var writer = JSONWriter()
    writer.beginArray()
    for value in [0, 9, 10, -1, .max, .min] as [Int64] { writer.integer(value) }
    writer.endArray()
    #expect(text(writer.bytes) == "[0,9,10,-1,9223372036854775807,-9223372036854775808]")
  }

  @Test func objectsKeepOrderWhenChanged() {
    var object: JSONObject = ["a": 1, "b": 2]
    object["c"] = 3
    object["a"] = "x"
    object["b"] = nil
    #expect(text(JSONValue.object(object).encoded) == #"{"a":"x","c":3}"#)
  }
}
