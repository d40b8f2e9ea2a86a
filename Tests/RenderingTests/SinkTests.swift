import Rendering
import Testing

@Suite struct SinkTests {
  @Test(arguments: [
    ("plain", "plain"), ("a,b", "\"a,b\""), ("say \"hi\"", "\"say \"\"hi\"\"\""), ("two\nlines", "\"two\nlines\""),
    ("=1+1", "'=1+1"), ("@x", "'@x"), ("-5", "-5"), ("-5+cmd", "'-5+cmd"), ("\r\nx", "\"'\r\nx\""), ("", ""),
  ])
  func valuesBetweenCommasAreQuotedAndNeverFormulas(text: String, field: String) {
    #expect(CommaSeparated.field(text) == field)
  }

  @Test func aRecordEndsWithItsLine() { #expect(CommaSeparated.record(["a", "b,c"]) == "a,\"b,c\"\r\n") }

  @Test func nothingTypedIsMarkup() {
    #expect(HTMLText.escaped("<b a='1' c=\"2\">&\u{1B}\n") == "&lt;b a=&#39;1&#39; c=&quot;2&quot;&gt;&amp;\u{FFFD}\n")
  }
}
