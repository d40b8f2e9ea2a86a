import Testing

@testable import BotRunner

@Suite struct LinearPatternTests {
  @Test(arguments: [
    ("toss a coin", "Please TOSS a coin now", true), ("^hello\\b", "Hello, you", true), ("^hello\\b", "Othello", false),
    ("a.c", "abc", true), ("a.c", "ac", false), ("a.c", "a\nc", false), ("[0-9]+", "no digits", false),
    ("x{2,3}y", "xxy", true), ("x{2,3}y", "xy", false), ("(a|bc)+d$", "abcbcad", true), ("[^a-z ]", "abc", false),
    ("\\d\\D", "1a", true), ("\\w+\\s\\w+", "two words", true), ("colou?r", "COLOR", true), ("", "anything", true),
    ("\\?$", "really?", true), ("ä+", "ÄÄ", true), ("[A-C]x", "bX", true), ("a{,2}", "a{,2}", true),
    ("\\Bend", "weekend", true), ("[]]", "]", true), ("[\\d_]", "_", true),
  ])
  func findsWhatFits(pattern: String, text: String, fits: Bool) throws {
    #expect(try LinearPattern(pattern).matches(text) == fits)
  }

  @Test func fitsAWholeText() throws {
    let pattern = try LinearPattern("rolled [0-9]+")
    #expect(
      pattern.matchesWhole("rolled 12") && !pattern.matchesWhole("rolled 12!") && !pattern.matchesWhole("x rolled 1"))
  }

  @Test(arguments: [
    "(a", "a)", "[a", "*a", "a\\", "(?=a)", "(a)\\1", "a{1,999}", String(repeating: "(a?){100}", count: 20),
  ])
  func refusesWhatItCannotMatchSo(pattern: String) {
    #expect(throws: LinearPattern.Fault.self) { try LinearPattern(pattern) }
  }

  @Test(.timeLimit(.minutes(1)), arguments: ["(a+)+$", "(a|aa)+$", "(a*)*b", "(.*)(.*)(.*)(.*)[^a]b"])
  func takesLinearTimeForWhatIsExponentialElsewhere(pattern: String) throws {
    let matcher = try LinearPattern(pattern)
    #expect(!matcher.matches(String(repeating: "a", count: 4000) + "!"))
  }
}
