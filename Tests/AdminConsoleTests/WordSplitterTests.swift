import Testing

@testable import AdminConsole

@Suite struct WordSplitterTests {
  @Test(arguments: [
    ("kick  ann\tben", ["kick", "ann", "ben"]), ("say 'two words'", ["say", "two words"]),
    ("say \"it's \\\"so\\\"\"", ["say", "it's \"so\""]), ("say a\\ b", ["say", "a b"]), ("say ''", ["say", ""]),
    ("say \"\\n\"", ["say", "\\n"]), ("rooms # all of them", ["rooms"]), ("say a#b", ["say", "a#b"]),
    ("say 'a'\"b\"c", ["say", "abc"]), ("   ", []),
  ])
  func splitsAsShellsDo(line: String, words: [String]) throws {
    #expect(try WordSplitter.words(of: line) == words)
  }

  @Test func refusesWhatIsNotClosed() {
    #expect(throws: WordSplitter.Fault.openQuote("'")) { try WordSplitter.words(of: "say 'it") }
    #expect(throws: WordSplitter.Fault.openQuote("\"")) { try WordSplitter.words(of: "say \"it") }
    #expect(throws: WordSplitter.Fault.openEscape) { try WordSplitter.words(of: "say it\\") }
  }

  @Test(arguments: ["plain", "two words", "it's", "", "#tag", "a\\b", "\"", "tab\there", "'"])
  func readsBackWhatItQuotes(word: String) throws {
    #expect(try WordSplitter.words(of: WordSplitter.quoted(word)) == [word])
  }

  @Test func tellsCompletionWhetherTheLastWordIsOpen() {
    #expect(WordSplitter.split("kick an").endsInWord)
    #expect(!WordSplitter.split("kick ").endsInWord)
    #expect(WordSplitter.split("kick 'an").words == ["kick", "an"])
  }
}
