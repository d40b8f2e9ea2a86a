import ChatModel

extension ChatStore {
  /// A script's refusal in the words a client gets.
  static func refusal(_ kind: String, _ reader: inout AnswerReader) throws(StoreError) -> ChatError {
    switch kind {
    case "banned", "muted":
      let ends = try reader.number()
      let reason = reader.isAtEnd ? "" : try reader.text()
      let until = ends == 0 ? "" : " until the time is over"
      let why = reason.isEmpty ? "" : " Reason: \(reason)"
      let message = kind == "banned" ? "You are banned from this room\(until)." : "You are muted in this room\(until)."
      return ChatError(kind == "banned" ? .banned : .muted, message + why, hint: "Ask a moderator.", until: ends)
    case "room_locked":
      return ChatError(.roomLocked, "The room is locked.", hint: "Only moderators can write until it is unlocked.")
    case "slow_mode":
      let wait = try reader.number()
      return ChatError(.slowMode, "The room is in slow mode.", hint: "Wait a little.", retryAfter: wait)
    case "no_such_room":
      return ChatError(.noSuchRoom, "There is no such room.", hint: "The event rooms lists those there are.")
    case "crowded":
      return ChatError(
        .rateLimited, "You are in this room on too many connections.", hint: "Close other tabs or devices.")
    case "forbidden":
      return ChatError(.forbidden, "Only moderators of this room may do that.", hint: "Ask a moderator.")
    case "forbidden_rank":
      return ChatError(.forbidden, "Nobody acts on somebody of equal or higher role.", hint: "Ask an admin.")
    case "self": return ChatError(.forbidden, "Nobody moderates himself.", hint: "Name somebody else.")
    case "absent":
      return ChatError(.invalidPayload, "There is nothing to act on.", hint: "It may be gone already: look again.")
    default: throw StoreError(unexpected: "a step")
    }
  }
}
