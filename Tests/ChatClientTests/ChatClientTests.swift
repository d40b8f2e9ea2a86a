import ChatModel
import Testing

@testable import ChatClient

@Suite(.timeLimit(.minutes(10))) struct ChatClientTests {
  private let room = RoomID("attic")!

  @Test func asksAServerForAllThatTheProtocolOffers() async throws {
    try await LiveServer.run { server in
      try await LiveServer.client(at: server, named: "Ann") { ann in
        let snapshot = try await ann.join(room)
        #expect(snapshot.status == .fresh)
        #expect(snapshot.you.name == "Ann")
        let receipt = try await ann.send("hello", in: room, clientID: ClientMessageID("x"), hops: 2)
        #expect(try await ann.send("hello", in: room, clientID: ClientMessageID("x")) == receipt)
        let page = try await ann.history(of: room, .before(receipt.seq + 1), limit: 1)
        #expect(page.messages.map(\.text) == ["hello"])
        #expect(page.messages.first?.hops == 2)
        #expect(page.position.epoch == snapshot.position.epoch)
        #expect(try await ann.members(of: room, match: "an").members.map(\.name) == ["Ann"])
        #expect(try await ann.rename(to: "Annie") == "Annie")
        #expect(try await ann.rooms(match: "att").rooms.map(\.room) == [room])
        await ann.typing(in: room)
        let me = try #require(await ann.me)
        await #expect { try await ann.moderate(.kick(me.id), in: room) } throws: {
          ($0 as? ChatClientError)?.code.ofServer == .forbidden
        }
        try await ann.leave(room)
        await #expect { try await ann.send("gone", in: room) } throws: {
          ($0 as? ChatClientError)?.code.ofServer == .notInRoom
        }
      }
    }
  }

  @Test func whoAnswersEachMessageIsNeverHeldUpByTheQueue() async throws {
    let count = 300
    try await LiveServer.run { server in
      try await LiveServer.client(at: server, named: "Asker") { asker in
        try await LiveServer.client(at: server, named: "Bot", policy: .backPressure(limit: 4)) { bot in
          try await bot.join(room)
          try await asker.join(room)
          let asking = Task { [room] in for number in 0..<count { try await asker.send("\(number)", in: room) } }
          var answered = 0
          for await event in bot.events {
            guard case .message(let message) = event, message.username == "Asker" else { continue }
            #expect(message.text == "\(answered)")
            try await bot.send("answer to \(message.text)", in: room)
            answered += 1
            if answered == count { break }
          }
          try await asking.value
          #expect(try await asker.history(of: room, limit: 1).position.seq == Int64(2 * count))
        }
      }
    }
  }

  @Test func eventsThatNobodyTakesStopTheReadingAndAllComeInTheEnd() async throws {
    // Together less than what the server keeps for a client, and much more than one read of the socket brings.
    let count = 300
    let long = String(repeating: "x", count: 3000)
    try await LiveServer.run { server in
      try await LiveServer.client(at: server, named: "Talker") { talker in
        try await LiveServer.client(at: server, named: "Slow", policy: .backPressure(limit: 16)) { slow in
          try await slow.join(room)
          try await talker.join(room)
          for number in 0..<count { try await talker.send("\(number) \(long)", in: room) }
          // What one read of the socket brought may stand beyond the limit, and no more.
          #expect(slow.events.queue.count < count / 2)
          var next = 0
          for await event in slow.events {
            guard case .message(let message) = event else { continue }
            #expect(message.text == "\(next) \(long)")
            next += 1
            if next == count { break }
          }
        }
      }
    }
  }

  @Test func aCancelledRunLeavesAndEndsEverything() async throws {
    try await LiveServer.run { server in
      try await LiveServer.client(at: server, named: "Ann") { ann in
        try await ann.join(room)
        let ben = ChatClient(ChatClientConfiguration(server: server))
        let running = Task { try await ben.run() }
        try await ben.join(room)
        running.cancel()
        try await running.value
        #expect(await ben.state == .closed(nil))
        await #expect { try await ben.send("late", in: room) } throws: { ($0 as? ChatClientError)?.code == .closed }
        var last: ChatEvent?
        for await event in ben.events { last = event }
        #expect(last == .state(.closed(nil)))
        for await event in ann.events {
          if case .memberDelete(let leave) = event { #expect(leave.reason == "left"); break }
        }
      }
    }
  }

  @Test func aCancelledRequestEndsAtOnce() async throws {
    let client = ChatClient(ChatClientConfiguration(server: try ServerURL("http://127.0.0.1:1")))
    let asking = Task { [room] in try await client.send("hello", in: room) }
    asking.cancel()
    await #expect { try await asking.value } throws: { ($0 as? ChatClientError)?.code == .cancelled }
  }

  @Test func aServerThatIsNotThereIsSaidToBeAndTriedAgain() async throws {
    var configuration = ChatClientConfiguration(server: try ServerURL("http://127.0.0.1:1"))
    configuration.backoff = Backoff(minimum: .milliseconds(1), maximum: .milliseconds(1))
    let client = ChatClient(configuration)
    let running = Task { try await client.run() }
    for await event in client.events {
      if case .state(.reconnecting(_, let error)) = event { #expect(error.code == .unreachable) }
      if case .state(.connecting(attempt: 3)) = event { break }
    }
    await client.close()
    try await running.value
  }

  @Test func aServerThatTakesConnectionsAndIsMuteIsGivenUp() async throws {
    try await MuteServer.run { server, _ in
      var configuration = ChatClientConfiguration(server: server)
      configuration.connectDeadline = .milliseconds(50)
      let client = ChatClient(configuration)
      let running = Task { try await client.run() }
      for await event in client.events {
        guard case .state(.reconnecting(_, let error)) = event else { continue }
        // On a busy machine already the connecting may take too long, which is said in other words.
        if error.description == "\(server) does not answer in time. Is that a Parlor server?" { break }
        #expect(error.description == "\(server) does not answer. Is a server running there?")
      }
      await client.close()
      try await running.value
    }
  }

  @Test func aClientThatWaitsForAMuteServerCanBeClosed() async throws {
    try await MuteServer.run { server, requests in
      let client = ChatClient(ChatClientConfiguration(server: server))
      let running = Task { try await client.run() }
      for await _ in requests { break }
      await client.close()
      try await running.value
    }
  }
}
