import Rendering
import Testing

@Suite struct TerminalTextTests {
  @Test(arguments: [
    ("Amber Heron", "Amber Heron"), ("Zoë 李 나래 فاطمة", "Zoë 李 나래 فاطمة"), ("👩‍👩‍👧 ❤️ 🇩🇪", "👩‍👩‍👧 ❤️ 🇩🇪"),
    ("\u{1B}[31mred", "\\u{1b}[31mred"), ("a\u{202E}b", "a\\u{202e}b"), ("a\nb\tc\r", "a\\u{a}b\\u{9}c\\u{d}"),
    ("a\u{200B}b\u{FEFF}", "a\\u{200b}b\\u{feff}"), ("a\u{200D}", "a\\u{200d}"), ("\u{3164}x", "\\u{3164}x"),
    ("\u{9B}31m", "\\u{9b}31m"), ("\u{2028}", "\\u{2028}"), ("\u{E000}", "\\u{e000}"),
    ("\u{2066}x\u{2069}", "\\u{2066}x\\u{2069}"),
  ])
  func writesOutWhatIsNotShownAsItself(text: String, shown: String) {
    #expect(TerminalText.escaped(text) == shown)
  }

  @Test func marksDoNotClimbOverOtherLines() {
    let tower = "Z" + String(repeating: "\u{0338}", count: 40)
    let shown = TerminalText.escaped(tower)
    #expect(shown.unicodeScalars.count { $0.value == 0x0338 } == 4)
    #expect(shown.contains("\\u{338}"))
  }

  @Test func noByteOfAnyScalarControlsTheTerminal() {
    for value in 0...UInt32(0x2FFF) {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let shown = TerminalText.escaped(String(scalar))
      #expect(
        !shown.unicodeScalars.contains { $0.properties.generalCategory == .control || $0.properties.isBidiControl })
    }
  }

  @Test(arguments: [
    ("abc", 3), ("李", 2), ("나래", 4), ("e\u{301}", 1), ("👩‍👩‍👧", 2), ("🇩🇪", 2), ("❤️", 2), ("ｆ", 2), ("", 0), ("ﺵ", 1),
  ])
  func countsColumns(text: String, columns: Int) { #expect(TerminalText.columns(of: text) == columns) }

  @Test func cutsToColumnsWithoutBreakingACharacter() {
    #expect(TerminalText.fitted("abcdef", columns: 4) == "abc…")
    #expect(TerminalText.fitted("李李李", columns: 4) == "李…")
    #expect(TerminalText.fitted("abc", columns: 3) == "abc")
    #expect(TerminalText.fitted("abc", columns: 0) == "")
  }
}
