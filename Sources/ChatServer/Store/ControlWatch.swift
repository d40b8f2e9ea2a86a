import ChatStore

/// What a server knows of the lists that concern all rooms, and how it hears of their changes.
struct ControlWatch {
  /// Whether the channel is subscribed, or about to be; the subscriber keeps it up from then on.
  var isSubscribed = false
  /// The version of the bans that was read; nil before any was.
  var bans: ListVersion?
  /// The version of the announcements that was read; nil before any was.
  var announcementsVersion: ListVersion?
  /// The announcements, those that have ended meanwhile included.
  var announcements: [Announcement] = []

  /// An order to all servers, as the channel brings it: what changed, its version, and the act or person.
  struct Order {
    let kind: Substring
    let subject: Substring

    /// Reads `<kind> <version> <subject>`; nil for anything else.
    init?(_ words: String) {
      let parts = words.split(separator: " ", omittingEmptySubsequences: false)
      guard parts.count == 3 else { return nil }
      (kind, subject) = (parts[0], parts[2])
    }
  }

  /// Takes over a list of announcements.
  ///
  /// - Returns: those nobody has been told of, and those that were ended before their time.
  mutating func learn(
    _ list: [Announcement], _ version: ListVersion, now: Int64
  ) -> (new: [Announcement], ended: [Announcement]) {
    let known = Set(announcements.map(\.act))
    let listed = Set(list.map(\.act))
    let new = list.filter { $0.holds(at: now) && !known.contains($0.act) }
    let ended = announcements.filter { $0.holds(at: now) && !listed.contains($0.act) }
    (announcements, announcementsVersion) = (list, version)
    return (new, ended)
  }
}
