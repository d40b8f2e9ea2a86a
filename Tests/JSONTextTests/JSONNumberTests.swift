import JSONText
import Testing

@Suite struct JSONNumberTests {
  private func number(_ text: String) throws -> JSONNumber {
    try #require(try JSONValue(parsing: text).numberValue)
  }

  @Test func keepsItsText() throws {
    for text in ["0", "-0", "1.50", "1E400", "123456789012345678901234567890", "-1.5e+3"] {
      #expect(try number(text).text == text)
      #expect(try String(decoding: JSONValue.number(number(text)).encoded, as: UTF8.self) == text)
    }
  }

  @Test(
    arguments: [
      ("0", 0), ("-0", 0), ("5.0", 5), ("1e3", 1000), ("9223372036854775807", .max), ("-9223372036854775808", .min),
      ("9223372036854775808", nil), ("1.5", nil), ("1e400", nil), ("1e18", nil), ("-1e400", nil), ("1e-400", 0),
    ] as [(String, Int64?)])
  func givesWholeNumbersWithoutOverflow(_ text: String, _ expected: Int64?) throws {
    #expect(try number(text).int64 == expected)
  }

  @Test func givesDoublesUnlessTooLarge() throws {
    #expect(try number("-1.5e+3").double == -1500)
    #expect(try number("1e400").double == nil)
  }

  @Test func isMadeOfNumbers() {
    #expect(JSONNumber(Int64.min).text == "-9223372036854775808")
    #expect(JSONNumber(0.25)?.text == "0.25")
    #expect(JSONNumber(3.0)?.text == "3")
    #expect(JSONNumber(Double.infinity) == nil)
    #expect(JSONNumber(Double.nan) == nil)
    #expect(JSONNumber(1e300).flatMap { try? JSONValue(parsing: $0.text) } != nil)
  }
}
