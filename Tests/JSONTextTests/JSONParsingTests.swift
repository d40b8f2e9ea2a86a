import JSONText
import Testing

@Suite struct JSONParsingTests {
  private func code(_ text: String, maxDepth: Int = 32) -> JSONError.Code? {
    code(Array(text.utf8), maxDepth: maxDepth)
  }

  private func code(_ bytes: [UInt8], maxDepth: Int = 32) -> JSONError.Code? {
    do throws(JSONError) {
      _ = try JSONValue(parsing: bytes, maxDepth: maxDepth)
      return nil
    } catch {
      return error.code
    }
  }

  @Test func readsEveryKindOfValue() throws {
    let text = #" { "a" : [ null , true , false , -1.5e+3 , "x" , { } , [ ] ] , "b" : 0 } "#
    #expect(
      try JSONValue(parsing: text) == [
        "a": [.null, true, false, .number(try #require(try JSONValue(parsing: "-1.5e+3").numberValue)), "x", [:], []],
        "b": 0,
      ])
  }

  @Test(arguments: [
    ("", JSONError.Code.unexpectedEnd), ("  ", .unexpectedEnd), ("[", .unexpectedEnd), ("[1", .unexpectedEnd),
    ("{\"a\"", .unexpectedEnd), ("{\"a\":", .unexpectedEnd), ("\"abc", .unexpectedEnd), ("\"\\", .unexpectedEnd),
    ("\"\\u12", .unexpectedEnd), ("tru", .unexpectedEnd), ("-", .unexpectedEnd), ("1.", .unexpectedEnd),
    ("1e+", .unexpectedEnd), ("[1,]", .unexpectedByte), ("{\"a\":1,}", .unexpectedByte), ("{a:1}", .unexpectedByte),
    ("{1:1}", .unexpectedByte), ("{\"a\" 1}", .unexpectedByte), ("[1 2]", .unexpectedByte), ("nul!", .unexpectedByte),
    ("True", .unexpectedByte), ("+1", .unexpectedByte), (".5", .unexpectedByte), ("NaN", .unexpectedByte),
    ("'a'", .unexpectedByte), ("[1}", .unexpectedByte), ("\u{FEFF}1", .unexpectedByte), ("/**/1", .unexpectedByte),
    ("01", .invalidNumber), ("-01", .invalidNumber), ("1.e3", .invalidNumber), ("-a", .invalidNumber),
    ("1ex", .invalidNumber), ("\"\\x\"", .invalidEscape), ("\"\\u12g4\"", .invalidEscape),
    ("\"a\nb\"", .controlCharacter),
    ("\"\u{0}\"", .controlCharacter), ("1 1", .trailingBytes), ("{}x", .trailingBytes), ("1a", .trailingBytes),
    ("\u{0}", .unexpectedByte), ("[1\u{0}]", .unexpectedByte),
  ])
  func refusesWhatIsNotJSON(_ text: String, _ expected: JSONError.Code) {
    #expect(code(text) == expected)
  }

  @Test(
    arguments: [
      [0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xE2, 0x82, 0x22],
      [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], [0x22, 0x5C, 0x6E, 0xFF, 0x22],
    ] as [[UInt8]])
  func refusesInvalidUTF8(_ bytes: [UInt8]) {
    #expect(code(bytes) == .invalidUTF8)
  }

  @Test func decodesEscapes() throws {
    let text = #""\"\\\/\b\f\n\r\t\u00e9\u20AC\ud83d\ude00é😀""#
    #expect(try JSONValue(parsing: text) == "\"\\/\u{8}\u{C}\n\r\té€😀é😀")
  }

  @Test(arguments: [
    (#""\ud83d""#, "\u{FFFD}"), (#""\ude00""#, "\u{FFFD}"), (#""\ud83dx""#, "\u{FFFD}x"),
    (#""\ud83d\n""#, "\u{FFFD}\n"), (#""\ud83dA""#, "\u{FFFD}A"), (#""\ud83d\ud83d\ude00""#, "\u{FFFD}😀"),
    (#""\ude00\ud83d""#, "\u{FFFD}\u{FFFD}"), (#""\ud83d\u0041""#, "\u{FFFD}A"),
  ])
  func putsTheReplacementCharacterForHalfASurrogatePair(_ text: String, _ expected: String) throws {
    #expect(try JSONValue(parsing: text) == .string(expected))
  }

  @Test func keepsDuplicateKeysAndFindsTheLast() throws {
    let object = try #require(try JSONValue(parsing: #"{"a":1,"b":2,"a":3}"#).objectValue)
    #expect(object["a"] == 3)
    #expect(object.keys == ["a", "b", "a"])
    #expect(object["c"] == nil)
  }

  @Test func boundsTheDepth() {
    #expect(code("[[[]]]", maxDepth: 3) == nil)
    #expect(code("[[[[]]]]", maxDepth: 3) == .tooDeep)
    #expect(code(#"{"a":{"a":{"a":{}}}}"#, maxDepth: 3) == .tooDeep)
    #expect(code("1", maxDepth: 0) == nil)
    #expect(code("[]", maxDepth: -1) == .tooDeep)
  }

  @Test func staysOnTheStackWhateverDepthIsAskedFor() {
    let deep = [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)
    #expect(code(deep, maxDepth: .max) == .tooDeep)
  }

  @Test func survivesEveryTruncationAndEveryChangedByte() throws {
    let bytes = Array(#"{"text":"h\u00e9\ud83d\ude00 é€😀","n":[-0.5e-10,1,true,null,{"a":[]}]}"#.utf8)
    for length in 0..<bytes.count { #expect(code(Array(bytes[..<length])) != nil) }
    for index in bytes.indices {
      for value in [0x00, 0x22, 0x5C, 0x7B, 0x80, 0xFF] as [UInt8] {
        var changed = bytes
        changed[index] = value
        // What it says does not matter here: it must say it without a trap.
        _ = code(changed)
      }
    }
  }

  @Test func takesAnySequenceOfBytes() throws {
    #expect(try JSONValue(parsing: AnySequence("[1]".utf8)) == [1])
    #expect(try Array("[1]".utf8).withUnsafeBytes { try JSONValue(parsing: $0) } == [1])
  }
}
