import ChatModel
import ChatStore

/// Bans that hold in all rooms: a copy of the store's, looked at wherever somebody comes in or speaks.
extension Chat {
  func readBans() {
    guard storeLink.isReady else { return }
    store.bansEverywhere { [weak self] result in
      if case .success(let bans) = result { self?.bans = bans }
    }
  }

  /// What somebody who is banned everywhere is told; nil for everybody else.
  func banEverywhere(of member: MemberID) -> ChatError? {
    guard let ban = bans[member], ban.holds(at: now) else { return nil }
    let reason = ban.reason.isEmpty ? "" : " Reason: \(ban.reason)"
    return ChatError(.banned, "You are banned from this chat.\(reason)", hint: "Ask an admin.", until: ban.until)
  }
}
