import Testing

@testable import Bench

@Suite struct DeliveryLedgerTests {
  private func isCounted(_ verdict: DeliveryLedger.Verdict) -> Bool {
    if case .counted = verdict { true } else { false }
  }
  private func isDoubled(_ verdict: DeliveryLedger.Verdict) -> Bool {
    if case .doubled = verdict { true } else { false }
  }
  private func isForeign(_ verdict: DeliveryLedger.Verdict) -> Bool {
    if case .foreign = verdict { true } else { false }
  }

  @Test func countsEachDeliveryOnceAndKnowsWhatIsMissing() {
    var ledger = DeliveryLedger(RoomPlan(members: 3, rooms: 1, roomsPerMember: 1))
    for _ in 0..<200 { _ = ledger.sending(to: 0, now: 5) }
    #expect(ledger.outstanding == 600)
    for message in 0..<200 {
      for member in 0..<3 where !(message == 130 && member == 2) {
        #expect(isCounted(ledger.delivered(message, to: member)))
      }
    }
    #expect(ledger.outstanding == 1)
    #expect(ledger.completed == 199)
    #expect(isDoubled(ledger.delivered(130, to: 1)))
    #expect(ledger.outstanding == 1)
    #expect(isCounted(ledger.delivered(130, to: 2)))
    #expect(ledger.outstanding == 0)
  }

  @Test func whatNobodySentOrNotToThisMemberIsForeign() {
    var ledger = DeliveryLedger(RoomPlan(members: 4, rooms: 4, roomsPerMember: 1))
    let message = ledger.sending(to: 2, now: 0)
    #expect(isForeign(ledger.delivered(message + 1, to: 2)))
    #expect(isForeign(ledger.delivered(message, to: 1)))
    #expect(isCounted(ledger.delivered(message, to: 2)))
  }

  @Test func aRefusedMessageIsAwaitedByNobody() {
    var ledger = DeliveryLedger(RoomPlan(members: 2, rooms: 1, roomsPerMember: 1))
    let message = ledger.sending(to: 0, now: 0)
    ledger.refused(message)
    #expect(ledger.outstanding == 0)
    #expect(ledger.completed == 1)
  }

  @Test(arguments: [(3, 1, 1), (100, 10, 3), (4000, 100_000, 50), (7, 20, 5)])
  func everyRoomHasItsMembersAndSlotsAreFoundAgain(members: Int, rooms: Int, perMember: Int) {
    let plan = RoomPlan(members: members, rooms: rooms, roomsPerMember: perMember)
    #expect(plan.sizes.reduce(0, +) == Int32(members * perMember))
    #expect(plan.sizes.allSatisfy { $0 > 0 })
    for member in [0, members / 2, members - 1] {
      for slot in 0..<perMember { #expect(plan.slot(of: plan.room(of: member, slot: slot), in: member) == slot) }
    }
  }
}
