import Testing

@testable import AdminConsole

@Suite struct SeqRangeTests {
  @Test func readsNumbersAndRanges() {
    #expect(SeqRange(argument: "12")?.range == 12...12)
    #expect(SeqRange(argument: "#12")?.range == 12...12)
    #expect(SeqRange(argument: "10-20")?.range == 10...20)
    #expect(SeqRange(argument: "#10-#20")?.range == 10...20)
  }

  @Test(arguments: ["", "0", "-5", "20-10", "1-2-3", "x", "1-", "99999999999999999999"])
  func refuses(text: String) { #expect(SeqRange(argument: text) == nil) }
}
