import Testing

@testable import TerminalChat

@Suite struct WrappedTextTests {
  @Test(arguments: [
    ("", [""]), ("one two", ["one two"]), ("one two three", ["one two", "three"]), ("a  b", ["a  b"]),
    ("one" + String(repeating: " ", count: 50) + "two", ["one", "two"]), ("日本 日本", ["日本", "日本"]),
    ("see http://example.org now", ["see", "http://example.org", "now"]), ("1234567 ", ["1234567 "]),
    ("1234567  ", ["1234567"]),
    ("12345678", ["12345678"]), ("    indented", ["indented"]),
  ])
  func breaksBetweenWords(text: String, rows: [String]) {
    #expect(WrappedText(text, first: 8, others: 8).rows == rows)
  }

  @Test func theFirstRowMayBeShorter() {
    #expect(WrappedText("one two three", first: 3, others: 20).rows == ["one", "two three"])
    #expect(WrappedText("one", first: -5, others: 20).rows == ["one"])
  }

  @Test func whatStandsBehindALongWordBeginsARow() {
    #expect(WrappedText(String(repeating: "-", count: 20) + "10:00 Ann: b", first: 8, others: 8).rows.last == "Ann: b")
  }
}
