import ChatModel
import JSONText
import Testing
import Tokens

@Suite struct ConnectRequestTests {
  private func refusal(_ auth: JSONObject) -> ChatError? {
    do throws(ChatError) {
      _ = try ConnectRequest(auth: auth)
      return nil
    } catch {
      return error
    }
  }

  @Test func anAbsentOrEmptyPayloadIsTheSample() throws {
    for auth in [nil, [:]] as [JSONObject?] {
      let request = try ConnectRequest(auth: auth)
      #expect(request.room == .sample)
      #expect(request.resume == nil && request.token == nil && request.name == nil && request.since == nil)
      #expect(!request.isBot)
    }
  }

  @Test func readsEveryField() throws {
    let request = try ConnectRequest(auth: [
      "resume": "r", "token": "t", "name": " Amber Heron ", "room": "lobby", "bot": true,
      "since": ["epoch": "abcdefghijklmnop", "seq": 12], "something": ["else": 1],
    ])
    #expect(request.resume == "r")
    #expect(request.token == "t")
    #expect(request.name?.text == "Amber Heron")
    #expect(request.room == .room(try #require(RoomID("lobby"))))
    #expect(request.since?.seq == 12)
    #expect(request.isBot)
  }

  @Test func tellsNoRoomFromNothingSaid() throws {
    #expect(try ConnectRequest(auth: ["room": .null]).room == RoomChoice.none)
    #expect(try ConnectRequest(auth: ["bot": false]).room == .defaultRoom)
  }

  @Test func takesNullForAbsent() throws {
    let request = try ConnectRequest(auth: ["resume": .null, "name": .null, "since": .null, "bot": .null])
    #expect(request.resume == nil && request.name == nil && request.since == nil && !request.isBot)
  }

  @Test(
    arguments: [
      ("resume", 1), ("resume", ["a"]), ("token", [:]), ("name", true), ("name", ""), ("name", "a\nb"), ("room", 1),
      ("room", "Not a room"), ("room", ""), ("bot", "yes"), ("bot", 1), ("since", 5), ("since", [:]),
      ("since", ["epoch": "abcdefghijklmnop"]), ("since", ["epoch": "short", "seq": 1]),
      ("since", ["epoch": "abcdefghijklmnop", "seq": -1]), ("since", ["epoch": "abcdefghijklmnop", "seq": "1"]),
      ("since", ["epoch": "abcdefghijklmnop", "seq": 9_007_199_254_740_992]),
      ("resume", .string(String(repeating: "a", count: 10_000))),
    ] as [(String, JSONValue)])
  func saysWhichFieldIsWrong(_ field: String, _ value: JSONValue) {
    let error = refusal(JSONObject([JSONObject.Entry(key: field, value: value)]))
    #expect(error?.code == .invalidPayload)
    #expect(error?.message.hasPrefix("auth.\(field) ") == true)
  }
}
