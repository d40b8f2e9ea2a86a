import ChatClient
import ChatModel
import Crypto
import Foundation
import JSONText

/// A live chat, as one plugin reaches it.
struct LiveWorld: BotWorld {
  let client: ChatClient
  let plugin: String

  var now: Int64 { get async { Int64(Date.now.timeIntervalSince1970 * 1000) } }

  func say(_ text: String, in room: String, for origin: SayOrigin) async throws(BotError) {
    let id = try Self.room(room)
    // The same word for the same cause has the same id, after a crash too: the server takes it once.
    let digest = SHA256.hash(data: Array("\(plugin)\n\(room)\n\(origin.cause)\n\(origin.number)".utf8))
    let hex = digest.prefix(16).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    do throws(ChatClientError) {
      try await client.send(TextLimit.cut(text), in: id, clientID: ClientMessageID("b-" + hex), hops: origin.hops)
    } catch { throw BotError(error) }
  }

  func history(of room: String, limit: Int) async throws(BotError) -> [BotMessage] {
    let id = try Self.room(room)
    do throws(ChatClientError) {
      return try await client.history(of: id, limit: limit).messages.filter { $0.kind != .deleted }.map { message in
        var found = BotMessage(
          room: room, seq: message.seq, id: message.id.microseconds, date: message.date,
          from: message.from?.rawValue ?? "", name: message.username, text: message.text)
        found.isBot = message.isBot
        return found
      }
    } catch { throw BotError(error) }
  }

  func members(of room: String) async throws(BotError) -> [JSONObject] {
    let id = try Self.room(room)
    var found: [JSONObject] = []
    var cursor: String?
    do throws(ChatClientError) {
      // A plugin that needs more than a thousand has to page by itself one day.
      for _ in 0..<5 {
        let page = try await client.members(of: id, cursor: cursor, limit: 200)
        found += page.members.map { member in
          [
            "id": .string(member.id.rawValue), "name": .string(member.name), "role": .string(member.role.rawValue),
            "bot": .bool(member.isBot),
          ]
        }
        cursor = page.cursor
        if cursor == nil { break }
      }
    } catch { throw BotError(error) }
    return found
  }

  func moderate(_ act: JSONObject, in room: String) async throws(BotError) {
    let id = try Self.room(room)
    guard let member = act["member"]?.stringValue.flatMap({ MemberID($0) }) else {
      throw BotError("member is missing, or is no id.")
    }
    let seconds = act["for"]?.int64Value
    let wanted: ModerationAct
    switch act["act"]?.stringValue {
    case "kick": wanted = .kick(member)
    case "ban": wanted = .ban(member, seconds: seconds)
    case "unban": wanted = .unban(member)
    case "mute": wanted = .mute(member, seconds: seconds)
    case "unmute": wanted = .unmute(member)
    default: throw BotError("act is kick, ban, unban, mute or unmute.")
    }
    do throws(ChatClientError) { try await client.moderate(wanted, in: id, reason: act["reason"]?.stringValue) } catch {
      throw BotError(error)
    }
  }

  private static func room(_ text: String) throws(BotError) -> RoomID {
    guard let room = RoomID(text) else { throw BotError("There is no such room.") }
    return room
  }
}

extension BotError {
  init(_ error: ChatClientError) { self.init(error.message, hint: error.hint ?? "") }
}
