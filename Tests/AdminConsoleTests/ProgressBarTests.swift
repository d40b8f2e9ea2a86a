import Testing

@testable import AdminConsole

@Suite struct ProgressBarTests {
  @Test(arguments: [
    (0, 10, "[------------------------]   0 %  0 of 10 messages"),
    (5, 10, "[############------------]  50 %  5 of 10 messages"),
    (10, 10, "[########################] 100 %  10 of 10 messages"),
    (12, 10, "[########################] 100 %  12 of 10 messages"),
    (0, 0, "[------------------------]   0 %  0 of 0 messages"),
  ])
  func showsHowFarItIs(done: Int64, total: Int64, text: String) {
    #expect(ProgressBar(done, of: total, "messages").text == text)
  }
}
