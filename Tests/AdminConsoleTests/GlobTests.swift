import Testing

@testable import AdminConsole

@Suite struct GlobTests {
  @Test(arguments: [
    ("*", "", true), ("team-*", "team-red", true), ("team-*", "teams", false), ("?a?", "bad", true),
    ("?a?", "ba", false), ("[a-c]x", "bx", true), ("[a-c]x", "dx", false), ("[!a-c]x", "dx", true),
    ("a\\*", "a*", true), ("a\\*", "ab", false), ("[", "[", true), ("*b*b*", "abcb", true), ("é*", "été", true),
    ("*a", "aab", false), ("", "", true), ("", "a", false),
  ])
  func matches(pattern: String, text: String, fits: Bool) {
    #expect(Glob(pattern).matches(text) == fits)
  }

  @Test(.timeLimit(.minutes(1))) func staysQuickOnHostilePatterns() {
    let pattern = String(repeating: "*a", count: 60) + "b"
    #expect(!Glob(pattern).matches(String(repeating: "a", count: 2000)))
  }
}
