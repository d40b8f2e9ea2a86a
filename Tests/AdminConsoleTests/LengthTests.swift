import Testing

@testable import AdminConsole

@Suite struct LengthTests {
  @Test(
    arguments: [
      ("90s", 90_000), ("5m", 300_000), ("1h30m", 5_400_000), ("30d", 2_592_000_000), ("2w", 1_209_600_000),
      ("500ms", 500),
    ] as [(String, Int64)])
  func reads(text: String, milliseconds: Int64) { #expect(Length(argument: text)?.milliseconds == milliseconds) }

  @Test(arguments: ["", "5", "h", "-5m", "5 m", "5y", "0s", "999999999999w", "1h-5m"])
  func refuses(text: String) { #expect(Length(argument: text) == nil) }

  @Test func writesWhatItReads() {
    for milliseconds in [1000, 61_000, 86_400_000, 90_061_000] as [Int64] {
      #expect(Length(argument: Length.text(milliseconds))?.milliseconds == milliseconds)
    }
  }
}
