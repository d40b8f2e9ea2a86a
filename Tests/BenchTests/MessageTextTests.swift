import Testing

@testable import Bench

@Suite struct MessageTextTests {
  @Test(arguments: [0, 7, 4_294_967_296, 9_999_999_999])
  func findsTheNumberItWroteWhereverItStands(number: Int) {
    var text = MessageText(size: 40)
    for (before, after) in [("{\"a\":1,\"message\":\"", "\"}]"), ("", ""), ("x~12~", "\",\"seq\":3}]")] {
      var packet = Array(before.utf8)
      text.append(number, to: &packet)
      packet += Array(after.utf8)
      #expect(packet.count == before.utf8.count + 40 + after.utf8.count)
      #expect(packet.withUnsafeBytes { text.number(in: $0) } == number)
    }
  }

  @Test(arguments: ["", "~", "~123456789~", "~12345678a0~", "~00000000012"])
  func findsNoNumberWhereNoneIs(packet: String) {
    var text = MessageText(size: 40)
    #expect(Array(packet.utf8).withUnsafeBytes { text.number(in: $0) } == nil)
  }
}
