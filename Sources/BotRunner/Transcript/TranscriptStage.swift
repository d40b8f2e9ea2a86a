import JSONText

/// Does in a transcript's world what happens there, and tells the plugin of it as the live runner would.
struct TranscriptStage {
  let world: TranscriptWorld
  let host: PluginHost
  let dispatch: Dispatch
  /// A step of time makes no more than so many times of schedules.
  private static let mostTimes = 10_000

  func perform(_ step: Transcript.Step) async {
    switch step {
    case .says(let name, let isModerator, let text):
      await said(await world.said(text, by: name, isModerator: isModerator))
    case .comes(let name):
      await world.come(name)
      await happened("member_add", name)
    case .goes(let name):
      await world.go(name)
      await happened("member_delete", name)
    case .passes(let length): await pass(length)
    case .expect: break
    }
  }

  private func said(_ message: BotMessage) async {
    let role = message.role
    switch dispatch.decide(message) {
    case .nothing: break
    case .call(let kind):
      await deliver(
        PluginCall(
          kind: kind, message: message, room: message.room, cause: "\(message.room) \(message.seq)", time: message.date)
      )
    case .refused(let name):
      await answer("Only moderators may give `\(dispatch.prefix)\(name)`.", to: message)
    case .help:
      await answer(HelpText.text([dispatch.manifest], prefix: dispatch.prefix, role: role), to: message)
    case .unknown(let word):
      let text = HelpText.suggestion(for: word, [dispatch.manifest], prefix: dispatch.prefix, role: role)
      if let text { await answer(text, to: message) }
    }
  }

  private func happened(_ event: String, _ name: String) async {
    guard let wanted = PluginManifest.Event(rawValue: event), dispatch.manifest.events.contains(wanted) else { return }
    let member: JSONObject = [
      "id": .string(TranscriptWorld.id(of: name)), "name": .string(name), "role": "member", "bot": false,
    ]
    let now = await world.now
    await deliver(
      PluginCall(
        kind: .event(event), room: TranscriptWorld.room, more: ["member": .object(member)],
        cause: "\(event) \(name) \(now)", time: now))
  }

  private func pass(_ length: Int64) async {
    let end = await world.now + length
    for _ in 0..<Self.mostTimes {
      let now = await world.now
      let due = dispatch.manifest.schedule.compactMap { entry in
        entry.times.next(after: now).map { (time: $0, name: entry.name) }
      }.min { ($0.time, $0.name) < ($1.time, $1.name) }
      guard let due, due.time <= end else { break }
      await world.set(due.time)
      for entry in dispatch.manifest.schedule where entry.times.next(after: due.time - 1) == due.time {
        await deliver(
          PluginCall(kind: .schedule(entry.name), cause: "schedule \(entry.name) \(due.time)", time: due.time))
      }
    }
    await world.set(end)
  }

  private func deliver(_ call: PluginCall) async {
    do throws(BotError) { try await host.deliver(call) } catch {
      guard let room = call.room, call.message != nil else { return }
      let origin = SayOrigin(cause: call.cause + " failed", number: 0, hops: 1)
      // A transcript's world takes every word.
      try? await world.say(FailureText.text(dispatch.name, error), in: room, for: origin)
    }
  }

  private func answer(_ text: String, to message: BotMessage) async {
    let origin = SayOrigin(cause: "\(message.room) \(message.seq)", number: 0, hops: message.hops + 1)
    try? await world.say(text, in: message.room, for: origin)
  }
}
