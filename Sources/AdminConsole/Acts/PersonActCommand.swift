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
}

extension PersonActCommand {
  var milliseconds: Int64? { nil }

  func run(_ context: AdminContext) async throws(AdminError) {
    if !options.isDry { try context.mayChange() }
    let room = try context.chosenRoom()
    let exists = try await context.ask { () throws(StoreError) in try await context.store.listing(of: room) != nil }
    guard exists else { throw AdminError(.notFound, "There is no room \(room).", hint: "'rooms' lists them.") }
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

  private func apply(to people: [KnownPerson], in room: RoomID, _ context: AdminContext) async throws(AdminError) {
    let listing = context.listing("id", "name", "outcome", "act", "until")
    let until = milliseconds.map { context.now + $0 }
    var refused: [AdminError] = []
    for person in people {
      let act = ActID.random()
      let refusal = try await context.apply(
        Self.act, to: person, in: room, reason: options.reason ?? "", until: until, act: act)
      try listing.add([
        .word(person.id.rawValue), .text(person.name), .text(refusal?.message ?? Self.act.done),
        refusal == nil ? .word(act) : .none, refusal == nil ? until.map { .date($0) } ?? .none : .none,
      ])
      if let refusal { refused.append(refusal) }
    }
    try listing.finish()
    guard let first = refused.first else { return }
    throw people.count == 1
      ? first
      : AdminError(.partial, "\(refused.count) of \(people.count) were not \(Self.act.done).", hint: first.message)
  }
}

extension AdminContext {
  private static let actorID = MemberID("u_parloradministration")!
  /// Who acts from here: above every moderator.
  static let actor = Person(
    id: actorID, name: actorName, role: .admin)
  private static let actorName = (try? PersonName("Administration")) ?? GuestName(of: actorID).name

  /// Acts on a person; answers why not, or nil.
  fileprivate func apply(
    _ act: PersonAct, to person: KnownPerson, in room: RoomID, reason: String, until: Int64?, act id: String
  ) async throws(AdminError) -> AdminError? {
    let step = ModerationStep(
      actor: Self.actor, target: person.id, targetRole: .member, reason: reason, until: until, act: id)
    let view = RoomView(room: room)
    let refusal = try await ask { () throws(StoreError) in
      try await session.steps.take { store, then in
        switch act {
        case .kick, .ban: store.expel(step, isBan: act == .ban, view: view, then: then)
        case .unban, .mute, .unmute:
          let notice = act.notice(in: room, reason: reason, until: until, act: id)
          store.restrict(step, kind: act.rawValue, notice: notice, view: view, then: then)
        }
      }
    }
    return refusal.map { AdminError($0.code == .noSuchRoom ? .notFound : .refused, $0.message, hint: $0.hint ?? "") }
  }
}
