import ChatModel

/// The bots of one runner and the rooms each is in: one of those in a room speaks for all of them.
actor BotDirectory {
  private var bots: [String: (manifest: PluginManifest, rooms: Set<String>, member: MemberID?)] = [:]

  func update(_ name: String, _ manifest: PluginManifest, rooms: Set<String>, member: MemberID?) {
    bots[name] = (manifest, rooms, member)
  }

  func remove(_ name: String) { bots[name] = nil }

  /// The plugins in a room, if this one speaks for them; else none.
  func plugins(in room: String, spokenForBy name: String) -> [PluginManifest] {
    let here = bots.filter { $0.value.rooms.contains(room) }
    guard here.keys.min() == name else { return [] }
    return here.values.map(\.manifest)
  }
}
