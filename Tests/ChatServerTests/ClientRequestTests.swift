import ChatModel
import JSONText
import SocketIO
import Testing

@testable import ChatServer

@Suite struct ClientRequestTests {
  func parse(_ name: String, _ json: String...) throws -> ClientRequest {
    let arguments = try json.map { try JSONValue(parsing: $0) }
    return try ClientRequest(SocketIOEvent(name: name, arguments: arguments[...]), limits: Limits())
  }

  @Test func aBareTextGoesToTheFirstRoom() throws {
    guard case .send(let request) = try parse("send", #""hello""#) else { return #expect(Bool(false)) }
    #expect(request.room == nil && request.text == "hello" && request.clientID == nil)
  }

  @Test func aSendMayNameRoomAndOwnID() throws {
    guard case .send(let request) = try parse("send", #"{"room":"den","text":"hi","client_id":"a-1","hops":2}"#) else {
      return #expect(Bool(false))
    }
    #expect(request.room == RoomID("den") && request.clientID == ClientMessageID("a-1") && request.hops == 2)
  }

  @Test(arguments: [
    ("send", "{}"), ("send", "5"), ("send", "[]"), ("send", "null"), ("send", #"{"text":5}"#), ("send", #""  ""#),
    ("send", #"{"text":"x","room":"No Room"}"#), ("send", #"{"text":"x","room":7}"#),
    ("send", #"{"text":"x","client_id":"a b"}"#), ("send", #"{"text":"x","client_id":""}"#),
    ("send", #"{"text":"x","hops":1.5}"#), ("send", #"{"text":"x","hops":-1}"#), ("join", "{}"), ("join", #""lobby""#),
    ("join", #"{"room":"../x"}"#), ("join", #"{"room":"a","since":5}"#), ("join", #"{"room":"a","limit":201}"#),
    ("history", #"{"room":"a","before":1,"after":2}"#), ("history", #"{"room":"a","limit":0}"#),
    ("members", #"{"room":"a","limit":1e9}"#), ("rename", "{}"), ("rename", #"{"name":""}"#),
    ("rename", #"{"name":"a\u202eb"}"#), ("rename", #"{"name":"a\nb"}"#), ("moderate", #"{"room":"a"}"#),
    ("moderate", #"{"room":"a","act":"explode"}"#), ("moderate", #"{"room":"a","act":"kick"}"#),
    ("moderate", #"{"room":"a","act":"delete"}"#), ("moderate", #"{"room":"a","act":"delete","ids":["1"]}"#),
    ("moderate", #"{"room":"a","act":"mute","member":"m_aaaaaaaaaaaaaaaa","for":"soon"}"#),
    ("moderate", #"{"room":"a","act":"mute","member":"m_aaaaaaaaaaaaaaaa","for":"99999999999999d"}"#),
  ])
  func whatCannotBeUnderstoodIsInvalid(name: String, json: String) {
    let error = #expect(throws: ChatError.self) { try parse(name, json) }
    #expect(error?.code == .invalidPayload)
  }

  @Test func aTextOverTheLimitIsTooLarge() {
    let text = String(repeating: "é", count: 2049)
    let error = #expect(throws: ChatError.self) { try parse("send", "\"\(text)\"") }
    #expect(error?.code == .tooLarge)
  }

  @Test func binaryArgumentsAreRefused() {
    let event = SocketIOEvent(name: "send", arguments: [], attachmentCount: 1)
    let error = #expect(throws: ChatError.self) { try ClientRequest(event, limits: Limits()) }
    #expect(error?.code == .invalidPayload)
  }

  @Test func anUnknownEventIsNamedSo() {
    let error = #expect(throws: ChatError.self) { try parse("sing", "{}") }
    #expect(error?.code == .unknownEvent)
  }

  @Test func aPositionNoLogCanHaveIsStillAPosition() throws {
    guard case .join(let request) = try parse("join", #"{"room":"a","since":{"epoch":"x","seq":3}}"#) else {
      return #expect(Bool(false))
    }
    #expect(request.since == ClaimedPosition(position: nil))
  }

  @Test(
    arguments: [("90", 90_000), (#""90s""#, 90_000), (#""10m""#, 600_000), (#""2h""#, 7_200_000)] as [(String, Int64)])
  func durationsAreSecondsOrTextWithAUnit(json: String, milliseconds: Int64) throws {
    let payload = #"{"room":"a","act":"ban","member":"m_aaaaaaaaaaaaaaaa","for":\#(json)}"#
    guard case .moderate(let request) = try parse("moderate", payload) else { return #expect(Bool(false)) }
    #expect(request.duration == milliseconds)
  }

  @Test func namesAreComposed() throws {
    guard case .rename(let name) = try parse("rename", #"{"name":"  Jose\u0301 "}"#) else {
      return #expect(Bool(false))
    }
    #expect(Array(name.text.unicodeScalars).count == 4)
  }
}
