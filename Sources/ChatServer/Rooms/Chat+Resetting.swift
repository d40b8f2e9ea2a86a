import ChatModel
import ChatStore
import NIOCore

/// What follows when a room's log cannot be gone on with.
extension Chat {
  /// The room was told to start anew: those that were joined at connect get the new history, because they do not ask
  /// for it.
  ///
  /// It ends exactly where the feed stands, so that with what follows nothing is missing and nothing comes twice.
  func tellHistory(in room: Room) {
    guard !automatic(in: room).isEmpty else {
      room.owesHistory = false
      return
    }
    store.history(.newest, limit: limits.freshPage, view: room.view) { [weak self, weak room] result in
      guard let self, let room, rooms[room.id] === room, case .success(let page?) = result,
        let told = room.feed.told, told.epoch == page.epoch, !room.feed.isSyncing
      else { return }
      let read = page.messages.filter { MessageJSON.seq(of: $0).map { $0 <= told.seq } ?? false }
      let later = room.feed.items(after: 0).filter { $0.kind == "messages" && $0.seq > page.seq }.map(\.arguments)
      let packet = Packet.messageHistory((read + later).filter { !MessageJSON.isDeleted($0) })
      room.owesHistory = false
      for session in automatic(in: room) {
        // Leaving and entering puts the history behind the events published so far.
        withdraw(session, from: room)
        send(packet, to: session)
        enter(session, room)
      }
    }
  }

  private func automatic(in room: Room) -> [Session] {
    room.sessions.values.filter { session in
      session.rooms[room.id].map { $0.isAutomatic && $0.isEntered } ?? false
    }
  }
}
