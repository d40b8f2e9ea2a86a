extension Limits {
  /// One limit by name, as configuration files, flags and `--print-config` show it.
  public struct Entry: Sendable {
    /// Name in configuration: snake case with the unit.
    public let name: String
    let read: @Sendable (Limits) -> Int64
    let write: @Sendable (inout Limits, Int64) -> Void

    init(_ name: String, _ path: any WritableKeyPath<Limits, Int> & Sendable) {
      self.name = name
      read = { Int64($0[keyPath: path]) }
      write = { $0[keyPath: path] = Int($1) }
    }

    init(_ name: String, _ path: any WritableKeyPath<Limits, Int64> & Sendable) {
      self.name = name
      read = { $0[keyPath: path] }
      write = { $0[keyPath: path] = $1 }
    }
  }

  /// Why a limit cannot be set.
  public enum SettingError: Error, Sendable, Equatable {
    /// There is no limit of this name.
    case unknown(name: String)
    /// The value is not in 1…2^40.
    case outOfRange(name: String)
  }

  /// The value of the limit of this name.
  public func value(of entry: Entry) -> Int64 { entry.read(self) }

  /// Sets the limit of this name.
  public mutating func set(_ name: String, to value: Int64) throws(SettingError) {
    guard let entry = Self.entries.first(where: { $0.name == name }) else { throw .unknown(name: name) }
    guard (1...(1 << 40)).contains(value) else { throw .outOfRange(name: name) }
    entry.write(&self, value)
  }

  /// Every limit, in the order of the documentation.
  public static let entries: [Entry] = [
    Entry("text_bytes", \.textBytes),
    Entry("packet_bytes", \.packetBytes),
    Entry("unconnected_bytes", \.unconnectedBytes),
    Entry("connect_ms", \.connectMilliseconds),
    Entry("waiting_tokens", \.waitingTokens),
    Entry("token_grace_ms", \.tokenGraceMilliseconds),
    Entry("header_bytes", \.headerBytes),
    Entry("header_fields", \.headerFields),
    Entry("header_ms", \.headerMilliseconds),
    Entry("outbox_bytes", \.outboxBytes),
    Entry("outbox_stall_ms", \.outboxStallMilliseconds),
    Entry("sessions_per_address", \.sessionsPerAddress),
    Entry("new_sessions_burst", \.newSessionsBurst),
    Entry("new_sessions_per_minute", \.newSessionsPerMinute),
    Entry("sessions", \.sessions),
    Entry("send_burst", \.sendBurst),
    Entry("sends_per_second", \.sendsPerSecond),
    Entry("join_burst", \.joinBurst),
    Entry("joins_per_minute", \.joinsPerMinute),
    Entry("rename_burst", \.renameBurst),
    Entry("renames_per_minute", \.renamesPerMinute),
    Entry("moderate_burst", \.moderateBurst),
    Entry("moderates_per_second", \.moderatesPerSecond),
    Entry("request_burst", \.requestBurst),
    Entry("requests_per_second", \.requestsPerSecond),
    Entry("typing_per_room_per_second", \.typingPerRoomPerSecond),
    Entry("typing_ms", \.typingMilliseconds),
    Entry("queued_requests", \.queuedRequests),
    Entry("rooms_per_connection", \.roomsPerConnection),
    Entry("connections_per_person", \.connectionsPerPersonAndRoom),
    Entry("rooms", \.rooms),
    Entry("new_rooms_per_hour", \.roomsPerPersonPerHour),
    Entry("ping_ms", \.pingMilliseconds),
    Entry("pong_ms", \.pongMilliseconds),
    Entry("room_log", \.roomLog),
    Entry("fresh_page", \.freshPage),
    Entry("page", \.page),
    Entry("page_bytes", \.pageBytes),
    Entry("resume", \.resume),
    Entry("changed_items", \.changedItems),
    Entry("snapshot_members", \.snapshotMembers),
    Entry("presence_people", \.presencePeople),
    Entry("presence_back", \.presenceBack),
    Entry("presence_window_ms", \.presenceWindowMilliseconds),
    Entry("dedupe_ms", \.dedupeMilliseconds),
    Entry("leave_grace_ms", \.leaveGraceMilliseconds),
    Entry("json_depth", \.jsonDepth),
    Entry("attachments", \.attachments),
    Entry("packets_in", \.packetsIn),
    Entry("packets_out", \.packetsOut),
    Entry("fragments", \.fragments),
    Entry("fragment_ms", \.fragmentMilliseconds),
    Entry("command_ms", \.commandMilliseconds),
    Entry("drain_ms", \.drainMilliseconds),
  ]
}
