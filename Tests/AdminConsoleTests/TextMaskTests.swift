import Testing

@testable import AdminConsole

@Suite struct TextMaskTests {
  @Test(arguments: [
    ("write to ann@example.org now", "write to [mail] now"), ("see https://example.org/x?y", "see [link]"),
    ("call +49 170 1234567 soon", "call [number] soon"), ("in 2024 there were 12 of us", "in 2024 there were 12 of us"),
    ("@ann hello", "@ann hello"), ("", ""), ("a@b", "a@b"),
  ])
  func masks(text: String, masked: String) { #expect(TextMask.applied(to: text) == masked) }
}
