import ChatModel
import ChatStore

/// Mends what the checkup of the data finds.
struct StoreMending {
  let context: AdminContext
  let act: Act

  /// What was mended, a finding each.
  func findings() async throws(AdminError) -> [Finding] {
    var found: [Finding] = []
    let listed = try await context.ask { () throws(StoreError) in try await context.writer.mendLists(act) }
    if Task.isCancelled { throw .interrupted }
    for room in listed {
      found.append(Finding("room \(room)", .good, "It was there without being listed, and is listed now."))
    }
    for room in try await context.allListedRooms() {
      let mending = try await context.ask { () throws(StoreError) in try await context.writer.mend(room, act) }
      if !mending.isNone { found.append(Self.finding(mending)) }
    }
    return found
  }

  static func finding(_ mending: RoomMending) -> Finding {
    var parts: [String] = []
    func note(_ count: Int64, _ one: String, _ many: String) {
      if count > 0 { parts.append(count == 1 ? "1 \(one)" : "\(count) \(many)") }
    }
    note(mending.connections, "connection taken out", "connections taken out")
    note(mending.people, "person set right", "people set right")
    note(mending.expired, "entry dropped that had run out", "entries dropped that had run out")
    for part in mending.setAside { parts.append("\(part) put aside for a week") }
    if mending.hasBegunAnew { parts.append("the log has begun anew, so that clients read it again") }
    if mending.wasOnlyListed { parts.append("not listed any more") }
    return Finding("room \(mending.room)", .good, "Mended: " + parts.joined(separator: ", ") + ".")
  }
}
