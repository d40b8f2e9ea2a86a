import Testing

@testable import LineEditor

@Suite struct LineWordTests {
  @Test(arguments: [
    ("", 0), ("kick", 0), ("kick ", 5), ("kick Am", 5), ("kick 'Amber He", 5), ("kick 'Amber Heron' ", 19),
    ("kick Amber\\ He", 5), ("say \"it's\" x", 11), ("a\tb", 2),
  ])
  func findsWhereTheLastWordBegins(line: String, start: Int) {
    #expect(LineWord(endOf: line.utf8).start == start)
  }

  @Test func endingsGoOnFromWhatStandsBeforeTheLastSpace() {
    let line = Array("kick 'Amber He".utf8)
    #expect(LineWord.endings(of: ["'Amber Heron'", "'Blue Tit'"], line: line, from: 12) == ["Heron'"])
    #expect(LineWord.endings(of: ["kick", "kill"], line: Array("ki".utf8), from: 0) == ["kick", "kill"])
  }

  @Test(arguments: [(["abc", "abd"], "ab"), (["x"], "x"), ([], ""), (["a", "b"], ""), (["Zoë", "Zoé"], "Zo")])
  func findsWhatAllBeginWith(words: [String], common: String) { #expect(LineWord.common(words) == common) }
}
