import ChatClient
import ChatModel
import Foundation
import JSONText
import Logging
import Rendering

/// Messages that waited longer are not answered any more, in milliseconds: the server knows a repeated answer no longer.
private let oldest: Int64 = 300_000

// What happens in the chat, and what the plugin is told of it.
extension LiveBot {
  func happened(_ event: ChatEvent) async {
    switch event {
    case .state(.live): connection = "live"
    case .state(.reconnecting(_, let error)):
      connection = "reconnecting"
      logger.warning("The connection is lost: \(TerminalText.escaped(error.message)) It is tried again.")
    case .state(.expelled): connection = "in no room"
    case .session(let member, let resume):
      me = member.id
      contents.resume = resume ?? contents.resume
      isUnsaved = true
      save()
    case .joined(let snapshot): await joined(snapshot)
    case .gap(let room, let gap):
      logger.warning("Messages \(gap.fromSeq) to \(gap.toSeq) of \(room) were missed and are not answered.")
    case .reset(let room): contents.positions[room] = nil
    case .roomLost(let room, let error):
      await left(room)
      logger.warning("It is not in \(room): \(TerminalText.escaped(error.description))")
    case .kicked(let kick):
      await left(kick.room)
      logger.warning("It was taken out of \(kick.room): \(TerminalText.escaped(kick.reason))")
    case .message(let message): await heard(message)
    case .memberAdd(let member):
      note(member)
      await moved("member_add", member)
    case .memberDelete(let leave):
      if let room = rooms.first(where: { $0 == leave.room.rawValue }) { roles[room]?[leave.member] = nil }
      await moved("member_delete", leave.room, leave.member)
    case .memberUpdate(let member): note(member)
    case .memberList(let room, let members):
      roles[room.rawValue] = Dictionary(members.map { ($0.id, $0.role) }) { $1 }
    case .dropped(let count): logger.error("\(count) events were lost.")
    case .state, .messageUpdate, .messagesRemoved, .messagesRestored, .roomUpdate, .typing, .notice: break
    }
  }

  private func joined(_ snapshot: RoomSnapshot) async {
    let room = snapshot.room
    rooms.insert(room.rawValue)
    roles[room.rawValue] = Dictionary(snapshot.members.map { ($0.id, $0.role) }) { $1 }
    switch snapshot.status {
    // What was said before it came is not for it.
    case .fresh, .reset: contents.positions[room] = snapshot.position
    case .gap:
      contents.positions[room] = LogPosition(
        epoch: snapshot.position.epoch, seq: snapshot.gap?.toSeq ?? snapshot.position.seq)
    case .resumed:
      let seq = contents.positions[room]?.seq ?? snapshot.position.seq
      contents.positions[room] = LogPosition(epoch: snapshot.position.epoch, seq: seq)
    }
    isUnsaved = true
    await register()
    logger.info("It is in \(room).")
  }

  private func left(_ room: RoomID) async {
    rooms.remove(room.rawValue)
    roles[room.rawValue] = nil
    await register()
  }

  private func note(_ member: ChatMember) {
    if let room = member.room { roles[room.rawValue, default: [:]][member.id] = member.role }
  }

  private func heard(_ message: ChatMessage) async {
    let room = message.room
    guard rooms.contains(room.rawValue), let position = contents.positions[room], message.seq > position.seq else {
      return
    }
    if message.kind == .chat, let from = message.from, from != me { await answer(message, from, position.epoch) }
    contents.positions[room] = LogPosition(epoch: position.epoch, seq: message.seq)
    isUnsaved = true
  }

  private func answer(_ message: ChatMessage, _ from: MemberID, _ epoch: Epoch) async {
    guard let host else { return }
    let room = message.room.rawValue
    var said = BotMessage(
      room: room, seq: message.seq, id: message.id.microseconds, date: message.date, from: from.rawValue,
      name: message.username, text: message.text)
    said.isBot = message.isBot
    said.hops = message.hops
    said.role = (roles[room]?[from] ?? .member).rawValue
    let manifest = await host.plugin.manifest
    let dispatch = Dispatch(prefix: prefix, name: entry.name ?? name, manifest: manifest)
    let decision = dispatch.decide(said)
    if decision == .nothing { return }
    let now = Int64(Date.now.timeIntervalSince1970 * 1000)
    guard now - message.date < oldest else {
      return logger.warning("Message \(message.seq) of \(room) is too old by now: it is not answered.")
    }
    if said.isBot, !budget.take(room, now: now) {
      return logger.warning("Programs were answered often enough in \(room): message \(message.seq) is left.")
    }
    let cause = "\(room) \(epoch) \(message.seq)"
    switch decision {
    case .nothing: break
    case .call(let kind):
      let call = PluginCall(kind: kind, message: said, room: room, cause: cause, time: message.date)
      do throws(BotError) { try await host.deliver(call) } catch {
        logger.error("It did not answer message \(message.seq) of \(room): \(error.message)")
        if case .command = kind { await say(FailureText.text(dispatch.name, error), to: said, cause + " failed") }
      }
    case .refused(let command):
      await say("Only moderators may give `\(prefix)\(command)`.", to: said, cause)
    case .help:
      let plugins = await directory.plugins(in: room, spokenForBy: name)
      if !plugins.isEmpty { await say(HelpText.text(plugins, prefix: prefix, role: said.role), to: said, cause) }
    case .unknown(let word):
      let plugins = await directory.plugins(in: room, spokenForBy: name)
      let text = HelpText.suggestion(for: word, plugins, prefix: prefix, role: said.role)
      if let text { await say(text, to: said, cause) }
    }
    isUnsaved = true
    contents.positions[message.room] = LogPosition(epoch: epoch, seq: message.seq)
    save()
  }

  private func say(_ text: String, to message: BotMessage, _ cause: String) async {
    let world = LiveWorld(client: client, plugin: name)
    let origin = SayOrigin(cause: cause, number: 0, hops: message.hops + 1)
    do throws(BotError) { try await world.say(text, in: message.room, for: origin) } catch {
      logger.error("It could not answer in \(message.room): \(TerminalText.escaped(error.description))")
    }
  }

  private func moved(_ event: String, _ member: ChatMember) async {
    guard let room = member.room, member.id != me else { return }
    await tell(
      event, room,
      [
        "id": .string(member.id.rawValue), "name": .string(member.name), "role": .string(member.role.rawValue),
        "bot": .bool(member.isBot),
      ])
  }

  private func moved(_ event: String, _ room: RoomID, _ member: MemberID) async {
    if member == me { return }
    await tell(event, room, ["id": .string(member.rawValue), "name": ""])
  }

  private func tell(_ event: String, _ room: RoomID, _ member: JSONObject) async {
    guard let host, let wanted = PluginManifest.Event(rawValue: event), rooms.contains(room.rawValue),
      await host.plugin.manifest.events.contains(wanted)
    else { return }
    let now = Int64(Date.now.timeIntervalSince1970 * 1000)
    let cause = "\(room) \(event) \(member["id"]?.stringValue ?? "") \(now)"
    let call = PluginCall(
      kind: .event(event), room: room.rawValue, more: ["member": .object(member)], cause: cause, time: now)
    do throws(BotError) { try await host.deliver(call) } catch {
      logger.error("It did not take \(event) of \(room): \(error.message)")
    }
  }
}
