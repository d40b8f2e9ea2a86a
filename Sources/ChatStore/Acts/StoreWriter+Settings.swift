public import ChatModel
import RedisClient

extension StoreWriter {
  /// Changes settings of a room; everybody in it is told.
  ///
  /// What a lower `retainCount` or `retainAge` no longer covers is cut off at once.
  ///
  /// - Parameter mayCreate: makes the room when it is not there; else that is a refusal.
  public func set(
    _ settings: [RoomSetting], of room: RoomID, mayCreate: Bool = false, _ act: Act
  ) async throws(StoreError) -> Verdict<ActOutcome> {
    if let fault = settings.lazy.compactMap(\.fault).first { return .failure(ChatError(.invalidPayload, fault)) }
    let names = settings.map(\.name).joined(separator: ",")
    let values = settings.compactMap(\.auditValue).joined(separator: ",")
    let subject = AuditSubject(names, room: room, value: values.isEmpty ? nil : values)
    return try await audited(act, subject) { () throws(StoreError) in
      var arguments: [RedisArgument] = [.string(mayCreate ? "1" : "0"), "", ""]
      for setting in settings { arguments += [.string(setting.field.name), .string(setting.field.value)] }
      var answer = try await step(StoreScripts.settings, room, arguments)
      let word = try answer.text()
      guard word == "ok" else { return .failure(try ChatStore.refusal(word, &answer)) }
      if try answer.flag() { try await list(room) }
      if settings.contains(where: \.isRetention) { try await sweep(room) }
      var outcome = ActOutcome(act: act.id)
      outcome.rooms = [room]
      return .success(outcome)
    }
  }

  /// Notes a room for listings.
  private func list(_ room: RoomID) async throws(StoreError) {
    _ = try await ask("ZADD", [.string(keys.rooms), "GT", .integer(try await now()), room.argument])
  }

  /// Cuts off what a room no longer keeps, batch after batch.
  private func sweep(_ room: RoomID) async throws(StoreError) {
    while !Task.isCancelled {
      var answer = try await step(StoreScripts.sweep, room, [500])
      _ = try answer.number()
      let isMoreDue = try answer.flag()
      if try answer.flag() { _ = try await ask("ZREM", [.string(keys.rooms), room.argument]) }
      if !isMoreDue { return }
    }
  }
}

extension RoomSetting {
  fileprivate var isRetention: Bool {
    switch self {
    case .retainCount, .retainAge: true
    case .topic, .locked, .slowMode, .hidden: false
    }
  }
}
