/// What was sent and who has got it: finds every loss and every double.
struct DeliveryLedger {
  /// What a delivery was.
  enum Verdict {
    /// Expected.
    case counted(sentAt: UInt64)
    /// This member had it already.
    case doubled
    /// Nobody sent it, or not to this member.
    case foreign
  }

  private let plan: RoomPlan
  private let sizes: [Int32]
  private var roomOfMessage: [Int32] = []
  private var placeInRoom: [Int32] = []
  private var sentAt: [UInt64] = []
  private var missing: [Int32] = []
  private var messagesOfRoom: [Int32]
  /// For each membership which of its room's messages have come.
  private var seen: [[UInt64]]
  /// Messages that everybody has.
  private(set) var completed = 0

  init(_ plan: RoomPlan) {
    self.plan = plan
    sizes = plan.sizes
    messagesOfRoom = Array(repeating: 0, count: plan.rooms)
    seen = Array(repeating: [], count: plan.members * plan.roomsPerMember)
  }

  /// Messages sent.
  var sent: Int { sentAt.count }

  /// Deliveries that have not come.
  var outstanding: Int { missing.reduce(0) { $0 + Int($1) } }

  /// A message is about to be sent; answers its number.
  mutating func sending(to room: Int, now: UInt64) -> Int {
    roomOfMessage.append(Int32(room))
    placeInRoom.append(messagesOfRoom[room])
    messagesOfRoom[room] += 1
    sentAt.append(now)
    missing.append(sizes[room])
    return sentAt.count - 1
  }

  /// When a message was sent.
  func time(of message: Int) -> UInt64? { sentAt.indices.contains(message) ? sentAt[message] : nil }

  /// The server refused a message: nobody will get it.
  mutating func refused(_ message: Int) {
    guard missing.indices.contains(message), missing[message] == sizes[Int(roomOfMessage[message])] else { return }
    missing[message] = 0
    completed += 1
  }

  /// A message came to a member.
  @inline(__always)
  mutating func delivered(_ message: Int, to member: Int) -> Verdict {
    guard message < sentAt.count else { return .foreign }
    guard let slot = plan.slot(of: Int(roomOfMessage[message]), in: member) else { return .foreign }
    let place = Int(placeInRoom[message])
    let word = place >> 6
    let bit = UInt64(1) << UInt64(place & 63)
    let membership = member * plan.roomsPerMember + slot
    while seen[membership].count <= word { seen[membership].append(0) }
    guard seen[membership][word] & bit == 0 else { return .doubled }
    seen[membership][word] |= bit
    missing[message] -= 1
    if missing[message] == 0 { completed += 1 }
    return .counted(sentAt: sentAt[message])
  }
}
