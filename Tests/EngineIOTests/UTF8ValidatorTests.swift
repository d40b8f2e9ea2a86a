import EngineIO
import Testing

@Suite struct UTF8ValidatorTests {
  static func isValid(_ pieces: [UInt8]...) -> Bool {
    var validator = UTF8Validator()
    return pieces.allSatisfy { piece in piece.withUnsafeBytes { validator.consume($0) } } && validator.isComplete
  }

  @Test func takesTextOfEveryLength() {
    let text = Array("plain ASCII, then é, €, 🎉, \u{10FFFF}, \u{0} and plain ASCII again".utf8)
    for end in 0...text.count {
      let isBoundary = end == text.count || text[end] & 0xC0 != 0x80
      #expect(Self.isValid(Array(text[..<end])) == isBoundary)
    }
  }

  @Test func takesTextSplitAnywhere() {
    let text = Array("aé€🎉z".utf8)
    for split in 0...text.count {
      #expect(Self.isValid(Array(text[..<split]), Array(text[split...])))
    }
    #expect(
      text.map { [$0] }.reduce(into: UTF8Validator()) { validator, byte in
        _ = byte.withUnsafeBytes { validator.consume($0) }
      }.isComplete)
  }

  @Test(
    arguments: [
      [0x80], [0xC0, 0xAF], [0xC1, 0xBF], [0xE0, 0x9F, 0xBF], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF],
      [0xF0, 0x8F, 0xBF, 0xBF], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF], [0xFE],
      [0xC3, 0x28], [0xE2, 0x82, 0x28], [0xF0, 0x9F, 0x8E, 0x41], [0x61, 0xC3],
    ] as [[UInt8]])
  func refusesWhatIsNotUTF8(_ bytes: [UInt8]) {
    #expect(Self.isValid(bytes) == false)
    #expect(Self.isValid(Array("plain text before".utf8) + bytes) == false)
  }

  @Test func agreesWithTheStandardLibrary() {
    var random = SplitMix(state: 11)
    for _ in 0..<20_000 {
      let bytes = (0..<4).map { _ in UInt8.random(in: 0x70...0xFF, using: &random) }
      #expect(Self.isValid(bytes) == (String(validating: bytes, as: UTF8.self) != nil))
    }
  }
}
