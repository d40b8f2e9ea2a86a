import ArgumentParser
import ChatModel
import ChatStore

/// What the commands that act on people have in common.
protocol PersonActCommand: AdminCommand {
  static var act: PersonAct { get }
  var who: [String] { get }
  var options: ActOptions { get }
  /// How long it holds, in milliseconds; nil for as long as nobody lifts it.
  var milliseconds: Int64? { get }
  /// Whether it holds in all rooms.
  var isEverywhere: Bool { get }
  /// Whether it holds for guests from the same network as well.
  var isForNetworks: Bool { get }
}

extension PersonActCommand {
  var milliseconds: Int64? { nil }
  var isEverywhere: Bool { false }
  var isForNetworks: Bool { false }

  func run(_ context: AdminContext) async throws(AdminError) {
    if !options.isDry { try await context.mayChange() }
    let room = isEverywhere ? nil : try context.chosenRoom()
    if let room { try await context.mustExist(room) }
    var people: [KnownPerson] = []
    for word in who {
      for person in try await context.people(word, in: Self.act.place(in: room))
      where !people.contains(where: { $0.id == person.id }) { people.append(person) }
    }
    let plan = PeoplePlan(act: Self.act, room: room, people: people)
    if plan.needsConsent || options.isDry {
      guard try await context.consent(to: plan.lines, options) else { return }
    }
    try await apply(to: people, in: room, context)
  }

  private func apply(to people: [KnownPerson], in room: RoomID?, _ context: AdminContext) async throws(AdminError) {
    let until = milliseconds.map { context.now + $0 }
    var done: [DoneAct] = []
    var refused: [AdminError] = []
    for person in people {
      let act = context.act(options.reason)
      let verdict = try await context.ask { () throws(StoreError) in
        try await context.writer.apply(
          Self.act, to: person.id, in: room, until: until, withNetworks: isForNetworks, act)
      }
      let front: [Cell] = [.word(person.id.rawValue), .text(person.name)]
      switch verdict {
      case .success(let outcome):
        if isForNetworks, outcome.networks == 0 {
          let why = person.id.isOfToken ? "came in with an access token" : "is not connected"
          context.output.note("\(person.id) \(why): the ban holds for no network.")
        }
        let ends = Self.act.canEnd ? until.map { Cell.date($0) } ?? .none : .none
        done.append(
          DoneAct(cells: front + [.text(Self.act.done), .word(act.id.rawValue), ends], outcome: outcome))
      case .failure(let refusal):
        done.append(DoneAct(cells: front + [.text(refusal.message), .none, .none]))
        refused.append(AdminError(refusal))
      }
    }
    try await context.show(done, columns: ["id", "name", "outcome", "act", "until"])
    guard let first = refused.first else { return }
    throw people.count == 1
      ? first
      : AdminError(.partial, "\(refused.count) of \(people.count) were not \(Self.act.done).", hint: first.message)
  }
}

extension StoreWriter {
  /// Acts on a person in a room, or in all rooms where none is named.
  fileprivate func apply(
    _ kind: PersonAct, to member: MemberID, in room: RoomID?, until: Int64?, withNetworks: Bool, _ act: Act
  ) async throws(StoreError) -> Verdict<ActOutcome> {
    switch (kind, room) {
    case (.kick, let room?): try await kick(member, from: room, act)
    case (.ban, let room?): try await ban(member, from: room, until: until, withNetworks: withNetworks, act)
    case (.unban, let room?): try await unban(member, from: room, act)
    case (.mute, let room?): try await mute(member, in: room, until: until, act)
    case (.unmute, let room?): try await unmute(member, in: room, act)
    case (.ban, nil): try await banEverywhere(member, until: until, withNetworks: withNetworks, act)
    case (.unban, nil): try await unbanEverywhere(member, act)
    case (.kick, nil), (.mute, nil), (.unmute, nil):
      .failure(ChatError(.invalidPayload, "This is done in one room.", hint: "Name the room."))
    }
  }
}
