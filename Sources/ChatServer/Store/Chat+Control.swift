import ChatModel
import ChatStore
import JSONText
import NIOCore
import RedisClient

/// What concerns all rooms: orders of those who look after the chat. The channel is only a wake-up; the lists are read.
extension Chat {
  /// The subscriber's connection stands: what was said meanwhile was missed.
  func followControl() {
    compareLists()
    guard !control.isSubscribed else { return }
    control.isSubscribed = true
    subscriber.subscribe(store.keys.control) { [weak self] result in
      guard let self else { return }
      if case .failure = result { control.isSubscribed = false }
      // What was said before the subscription stood is in the lists.
      compareLists()
    }
  }

  /// The channel brought something.
  func ordered(_ payload: ByteBuffer) {
    guard let order = ControlWatch.Order(String(buffer: payload)) else { return }
    switch order.kind {
    case "bans": readBans(for: ActID(order.subject))
    case "announcements": readAnnouncements(for: ActID(order.subject))
    case "person":
      guard let member = MemberID(order.subject) else { return }
      recallChanged(member)
    default: break
    }
  }

  /// Reads the lists that have changed; also where no word of it arrived.
  func compareLists() {
    guard storeLink.isReady else { return }
    store.listVersions { [weak self] result in
      guard let self, case .success(let found) = result else { return }
      if found.bans != control.bans { readBans() }
      if found.announcements != control.announcementsVersion { readAnnouncements() }
    }
  }

  /// Sends the announcements that hold to a session that is new.
  func greet(_ session: Session) {
    guard !session.isGreeted else { return }
    session.isGreeted = true
    for announcement in control.announcements where announcement.holds(at: now) {
      send(Packet.event("notice", arguments: announcement.notice.readableBytesView), to: session)
    }
  }

  private func readAnnouncements(for act: ActID? = nil) {
    guard storeLink.isReady else { return }
    store.announcements { [weak self] result in
      guard let self, case .success(let list) = result else { return }
      let (new, ended) = control.learn(list.announcements, list.version, now: now)
      let packets =
        new.map { Packet.event("notice", arguments: $0.notice.readableBytesView) }
        + ended.map { Packet.announcementEnded($0.act) }
      let greeted = sessions.values.filter { $0.stage == .live && $0.isGreeted }
      for session in greeted {
        for packet in packets { send(packet, to: session) }
      }
      if let act { confirm(act, Array(greeted), areNamed: false) }
    }
  }

  /// A person's record was changed: sessions here go on with what it says now.
  private func recallChanged(_ member: MemberID) {
    guard let known = sessionsByMember[member], !known.isEmpty else { return }
    store.person(member) { [weak self] result in
      guard let self, case .success(let record?) = result else { return }
      for session in known where session.version <= record.version { remember(record, in: session) }
    }
  }

  /// Says in the store what was done about the act of an item of a room's bus, once it has left this loop.
  func confirm(_ item: BusItem, _ told: [Session]) {
    guard !told.isEmpty, let act = try? JSONValue(parsing: item.arguments.readableBytesView)["act"]?.stringValue else {
      return
    }
    if let act = ActID(act) { confirm(act, told) }
  }

  /// Says in the store what was done about an act once the sessions' loops have been told.
  func confirm(_ act: ActID, _ told: [Session], areNamed: Bool = true) {
    let loops = Set(told.compactMap { session in if case .loop(let loop) = session.home { loop } else { nil } })
    let connections = areNamed ? told.map(\.connection) : []
    mailboxes.afterDelivery(to: loops) { [weak self] in
      guard let self else { return }
      store.confirm(act, by: server, connections: connections, told: told.count)
    }
  }
}
