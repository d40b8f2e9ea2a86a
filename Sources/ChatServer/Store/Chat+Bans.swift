import ChatModel
import ChatStore

/// Bans that hold in all rooms: a copy of the store's, looked at wherever somebody comes in or speaks.
extension Chat {
  /// Reads the bans, and sends away whom one holds for.
  func readBans(for act: ActID? = nil) {
    guard storeLink.isReady else { return }
    store.bansEverywhere { [weak self] result in
      guard let self, case .success(let list) = result else { return }
      (bans, networkBans, control.bans) = (list.bans, list.networks, list.version)
      var sent: [Session] = []
      for (member, ban) in bans where ban.holds(at: now) {
        for session in sessionsByMember[member] ?? [] {
          sendAway(session, ban)
          sent.append(session)
        }
      }
      if networkBans.values.contains(where: { $0.holds(at: now) }) {
        for session in sessions.values where session.stage != .ended && session.person.role == .member {
          guard let ban = session.network.flatMap({ networkBans[$0] }), ban.holds(at: now) else { continue }
          sendAway(session, ban)
          sent.append(session)
        }
      }
      if let act { confirm(act, sent) }
    }
  }

  /// What somebody who is banned everywhere is told; nil for everybody else.
  ///
  /// - Parameter network: where a guest comes from; nil for those whom only a ban of their own keeps out.
  func banEverywhere(of member: MemberID, from network: NetworkID? = nil) -> ChatError? {
    let own = bans[member].flatMap { $0.holds(at: now) ? $0 : nil }
    let shared = network.flatMap { networkBans[$0] }.flatMap { $0.holds(at: now) ? $0 : nil }
    guard let ban = own ?? shared else { return nil }
    return Self.error(of: ban)
  }

  private static func error(of ban: Ban) -> ChatError {
    let reason = ban.reason.isEmpty ? "" : " Reason: \(ban.reason)"
    return ChatError(.banned, "You are banned from this chat.\(reason)", hint: "Ask an admin.", until: ban.until)
  }

  /// Ends the session of somebody who is banned from all rooms.
  private func sendAway(_ session: Session, _ ban: Ban) {
    if session.stage == .connecting {
      command(refusal(of: session.number, Self.error(of: ban)), for: session)
      return forget(session)
    }
    for id in Array(session.rooms.keys) {
      guard let room = rooms[id] else { continue }
      withdraw(session, from: room)
      leave(session, room, reason: .banned) { _ in }
      send(Packet.kicked(from: id, reason: ban.reason, bannedUntil: ban.until), to: session)
    }
    command(.dismiss(session.number), for: session)
    forget(session)
  }
}
