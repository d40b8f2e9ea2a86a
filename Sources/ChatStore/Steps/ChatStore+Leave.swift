public import ChatModel
import NIOCore
import RedisClient

/// Why somebody left, as `member_delete` tells.
public enum LeaveReason: String, Sendable {
  /// By his own word.
  case left
  /// The connection dropped and did not come back.
  case disconnected
  /// A ban from all rooms.
  case banned
  /// The server with the connection died or stopped.
  case serverGone = "server_gone"
}

extension ChatStore {
  /// Takes a connection out of a room.
  ///
  /// - Parameter then: whether the person left with it.
  public func leave(
    _ connection: ConnectionID, of member: MemberID, view: RoomView, reason: LeaveReason,
    then: @escaping (Result<Bool, StoreError>) -> Void
  ) {
    step(
      StoreScripts.leave, view,
      [.string(connection.rawValue), .string(member.rawValue), .string(reason.rawValue)]
    ) { [self] result in
      let answer = AnswerReader.read(result, of: "leave") { reader throws(StoreError) in
        (wasThere: try reader.flag(), left: try reader.flag(), isGone: try reader.flag())
      }
      if case .success(let answer) = answer {
        if answer.left { forgetRoom(view.room, of: member) }
        if answer.isGone { forgetRoom(view.room) }
      }
      then(answer.map(\.left))
    }
  }

  /// Takes one page of a server's connections out of a room.
  ///
  /// - Parameter then: the next cursor; 0 when all pages are done.
  public func reap(
    _ server: ServerID, view: RoomView, cursor: Int64, reason: LeaveReason,
    then: @escaping (Result<Int64, StoreError>) -> Void
  ) {
    step(
      StoreScripts.reap, view, [.string(server.rawValue), .integer(cursor), .string(reason.rawValue)]
    ) { [self] result in
      let answer = AnswerReader.read(result, of: "reap") { reader throws(StoreError) in
        (next: try reader.number(), left: try reader.buffers(), isGone: try reader.flag())
      }
      if case .success(let answer) = answer {
        for buffer in answer.left { MemberID(String(buffer: buffer)).map { forgetRoom(view.room, of: $0) } }
        if answer.isGone { forgetRoom(view.room) }
      }
      then(answer.map(\.next))
    }
  }

  private func forgetRoom(_ room: RoomID, of member: MemberID) {
    command("SREM", [.string(keys.personRooms(member)), .string(room.rawValue)])
  }

  func forgetRoom(_ room: RoomID) {
    command("ZREM", [.string(keys.rooms), .string(room.rawValue)])
  }
}
