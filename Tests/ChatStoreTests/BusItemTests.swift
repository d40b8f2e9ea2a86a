import ChatModel
import ChatStore
import NIOCore
import Testing

/// Reading what comes over a bus.
@Suite struct BusItemTests {
  @Test func readsTheHeaderAndLeavesTheArguments() throws {
    let payload = "member_delete AAAAAAAAAAAAAAAA 17 4 3 m_aaaaaaaaaaaaaaaa\n\"x\",{\"a\":\"b\nc\"}"
    let item = try #require(BusItem(ByteBuffer(string: payload)))
    #expect(item.kind == "member_delete")
    #expect(item.epoch.rawValue == "AAAAAAAAAAAAAAAA")
    #expect((item.rev, item.seq, item.n) == (17, 4, 3))
    #expect(item.member?.rawValue == "m_aaaaaaaaaaaaaaaa")
    #expect(item.text == "\"x\",{\"a\":\"b\nc\"}")
  }

  @Test func aSliceOfALargerBufferIsReadAlike() throws {
    var buffer = ByteBuffer(string: "noise")
    buffer.writeString("messages AAAAAAAAAAAAAAAA 1 1 9007199254740991 -\n{}")
    buffer.moveReaderIndex(forwardBy: 5)
    let item = try #require(BusItem(buffer))
    #expect(item.n == 9_007_199_254_740_991)
    #expect(item.member == nil)
    #expect(item.text == "{}")
  }

  @Test(arguments: [
    "", "\n", "messages", "messages AAAAAAAAAAAAAAAA 1 1 1 -", "messages short 1 1 1 -\n{}",
    "messages AAAAAAAAAAAAAAAA -1 1 1 -\n{}", "messages AAAAAAAAAAAAAAAA 1 1 99999999999999999999 -\n{}",
    "messages AAAAAAAAAAAAAAAA 1 x 1 -\n{}", "messages AAAAAAAAAAAAAAAA 1 1 1 - -\n{}",
    "messages  AAAAAAAAAAAAAAAA 1 1 1 -\n{}",
  ])
  func whatIsNoPayloadIsNoItem(payload: String) {
    #expect(BusItem(ByteBuffer(string: payload)) == nil)
  }
}
