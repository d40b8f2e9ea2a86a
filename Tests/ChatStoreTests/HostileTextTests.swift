import ChatModel
import ChatStore
import JSONText
import NIOCore
import RedisClient
import Testing

/// What people write is only ever text.
@Suite(.timeLimit(.minutes(10))) struct HostileTextTests {
  static let texts = [
    "*?[]{}", "\r\n$5\r\nhello\r\n", "\"},\"id\":1,\"seq\":999,\"kind\":\"deleted\",\"x\":{\"", "\0nul\0", "\\\\\"\\",
    ",\"message\":\"x\"", "%s%d%5$n", "\u{202E}abc\u{2028}\u{1F469}\u{200D}\u{1F680}", "%1 %0 %%", "\u{7F}\u{1B}[31m",
  ]

  @Test(arguments: texts) func textsComeBackAsTheyWere(text: String) async throws {
    try await StoreRig.run { rig in
      let visitor = try Visitor(role: .admin)
      let joined = try await rig.joined(visitor)
      try await BusTap.on(rig) { tap in
        try await rig.said("before", visitor)
        let (id, seq, _) = try await rig.said(text, visitor)
        let item = try #require(try await tap.heard().last)
        let json = try JSONValue(parsing: item.arguments.readableBytesView)
        #expect(json["message"]?.stringValue == text)
        #expect(json["seq"]?.int64Value == seq)
        #expect(json["id"]?.int64Value == id.microseconds)
        let resumed = try await rig.joined(visitor, since: .position(LogPosition(epoch: joined.epoch, seq: 1)!))
        #expect(resumed.messages == [item.arguments])
        try await rig.delete([id], by: visitor)
        let deleted = try JSONValue(parsing: (try await rig.history(.newest).messages[1]).readableBytesView)
        #expect(deleted["kind"]?.stringValue == "deleted")
        #expect(deleted["message"]?.stringValue == "")
        #expect(deleted["seq"]?.int64Value == seq)
      }
    }
  }

  @Test(arguments: ["*?[]{}", "\"}],\"ver\":99,\"role\":\"admin\"", "a\\", "%0 %1", "'; return 1 --"])
  func namesAndReasonsComeBackAsTheyWere(name: String) async throws {
    try await StoreRig.run { rig in
      let (visitor, moderator) = (try Visitor(name: name), try Visitor(role: .moderator, name: name))
      let answer = try await rig.joined(visitor)
      let member = try JSONValue(parsing: answer.member.readableBytesView)
      #expect(member["username"]?.stringValue == name)
      #expect(member["role"] == nil)
      _ = try await rig.joined(moderator)
      try await BusTap.on(rig) { tap in
        #expect(try await rig.expel(visitor, by: moderator, isBan: true, reason: name) == nil)
        let items = try await tap.heard()
        let kicked = try JSONValue(parsing: try #require(items.first).arguments.readableBytesView)
        #expect(kicked["reason"]?.stringValue == name)
        #expect(kicked["by"]?.stringValue == name)
        // Two arguments, as they stand in an array.
        _ = try JSONValue(parsing: "[\(try #require(items.last).text)]")
      }
      guard case .refused(let error) = try await rig.join(visitor) else {
        Issue.record("joined")
        return
      }
      #expect(error.message.contains(name))
    }
  }

  @Test func aTopicOfAnyTextIsValidJSON() async throws {
    try await StoreRig.run { rig in
      let visitor = try Visitor()
      _ = try await rig.joined(visitor)
      for text in Self.texts {
        try await rig.redis("HSET", rig.key("state"), "topic", .string(text))
        let description = try JSONValue(parsing: (try await rig.joined(visitor)).description.readableBytesView)
        #expect(description["topic"]?.stringValue == text)
        #expect(description["count"]?.int64Value == 1)
      }
    }
  }
}
