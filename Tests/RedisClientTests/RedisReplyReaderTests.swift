import NIOCore
import Testing

@testable import RedisClient

@Suite struct RedisReplyReaderTests {
  private func read(
    _ text: String, maxReplyBytes: Int = 1 << 20, maxElements: Int = 100, pieces: Int = .max
  ) throws -> [RESPValue] {
    let reader = try #require(RedisReplyReader(maxReplyBytes: maxReplyBytes, maxElements: maxElements))
    var rest = ByteBuffer(string: text)
    var values: [RESPValue] = []
    while rest.readableBytes > 0 {
      let piece = rest.readSlice(length: min(pieces, rest.readableBytes))
      reader.append(try #require(piece))
      while let value = try reader.next() { values.append(value) }
    }
    return values
  }

  private func isViolation(_ error: any Error) -> Bool {
    (error as? RedisError)?.code == .protocolViolation
  }

  @Test(arguments: [1, 2, 3, 7, 1000])
  func readsEveryKindHoweverItIsCut(pieces: Int) throws {
    let text = "+OK\r\n:-12\r\n$-1\r\n*-1\r\n$0\r\n\r\n$4\r\na\r\nb\r\n-OOM full\r\n*2\r\n*1\r\n:1\r\n$1\r\nx\r\n*0\r\n"
    let expected: [RESPValue] = [
      .status("OK"), .integer(-12), .null, .null, .bulk(ByteBuffer()), .bulk(ByteBuffer(string: "a\r\nb")),
      .error(RedisReplyError(line: "OOM full")), .array([.array([.integer(1)]), .bulk(ByteBuffer(string: "x"))]),
      .array([]),
    ]
    #expect(try read(text, pieces: pieces) == expected)
  }

  @Test func readsManyRepliesOfOneLargeRead() throws {
    let text = String(repeating: "$5\r\nhello\r\n", count: 50_000)
    let values = try read(text)
    #expect(values.count == 50_000 && values.allSatisfy { $0.string == "hello" })
  }

  @Test func readsAReplyLargerThanAPiece() throws {
    let body = String(repeating: "x", count: 300_000)
    #expect(try read("$300000\r\n\(body)\r\n:1\r\n") == [.bulk(ByteBuffer(string: body)), .integer(1)])
  }

  @Test func refusesAReplyOverTheByteLimit() {
    #expect(throws: RedisError.self) {
      try read("$2000\r\n" + String(repeating: "x", count: 2000), maxReplyBytes: 1000)
    }
  }

  @Test(arguments: ["*101\r\n", "*2147483647\r\n", "*1\r\n*1000000000\r\n"] as [OddReply])
  func refusesAnArrayOverTheElementLimit(_ reply: OddReply) {
    #expect { try read(reply.text) } throws: { isViolation($0) && "\($0)".contains("100 elements") }
  }

  @Test func readsSevenLevelsAndRefusesEight() throws {
    #expect(try read(String(repeating: "*1\r\n", count: 7) + ":1\r\n").count == 1)
    #expect { try read(String(repeating: "*1\r\n", count: 8) + ":1\r\n") } throws: { isViolation($0) }
  }

  @Test(
    arguments: [
      "HTTP/1.1 400 Bad Request\r\n\r\n", "\0\0\0\0", "$abc\r\n", "$-2\r\n", "*-2\r\n", ":\r\n",
      ":9999999999999999999\r\n",
      "*99999999999\r\n", "$99999999999999999999\r\n", "%1\r\n+a\r\n+b\r\n", "\r\n", "*1\r\n!\r\n",
    ] as [OddReply])
  func refusesWhatIsNotRESP(_ reply: OddReply) {
    #expect { try read(reply.text) } throws: { isViolation($0) }
  }

  @Test func splitsPrefixesOfErrors() {
    #expect(RedisReplyError(line: "NOSCRIPT No matching script").prefix == "NOSCRIPT")
    #expect(RedisReplyError(line: "something odd").prefix == "ERR")
    #expect(RedisReplyError(line: "").prefix == "ERR")
    #expect(RedisReplyError(line: String(repeating: "X", count: 9000)).message.utf8.count == 512)
  }

  /// Valid replies with some bytes changed, cut at odd places: whatever comes out, nothing may trap.
  @Test(arguments: 0..<8) func survivesDamagedReplies(seed: UInt64) throws {
    var random = Random(state: seed &* 0x9E37_79B9_7F4A_7C15 &+ 1)
    let valid = "*3\r\n$7\r\nmessage\r\n*2\r\n:12\r\n$-1\r\n+OK\r\n-ERR x\r\n$0\r\n\r\n*-1\r\n*0\r\n"
    for _ in 0..<2_000 {
      var bytes = Array(valid.utf8)
      for _ in 0...(random.next() % 4) {
        let place = Int(random.next() % UInt64(bytes.count))
        switch random.next() % 3 {
        case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
        case 1: bytes.remove(at: place)
        default: bytes.insert(Array("*$:+-0129\r\n".utf8)[Int(random.next() % 11)], at: place)
        }
      }
      let reader = try #require(RedisReplyReader(maxReplyBytes: 1_000, maxElements: 10))
      let cut = Int(random.next() % UInt64(bytes.count))
      do throws(RedisError) {
        for piece in [bytes[..<cut], bytes[cut...]] {
          reader.append(ByteBuffer(bytes: piece))
          while try reader.next() != nil {}
        }
      } catch {
        #expect(error.code == .protocolViolation)
      }
    }
  }

  /// A small generator (xorshift), so that a failure can be repeated.
  private struct Random: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return state
    }
  }
}
