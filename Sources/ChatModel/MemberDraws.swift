/// Numbers that look random and follow from a member's id: the same on every server and after every update.
///
/// The id is hashed with FNV-1a and drawn out with SplitMix64; nothing secret hangs on them.
struct MemberDraws {
  private var state: UInt64

  init(of member: MemberID) {
    state = member.rawValue.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }

  /// The next number, from 0 up to `bound`.
  mutating func next(below bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    mixed ^= mixed >> 31
    return Int(mixed.multipliedFullWidth(by: UInt64(bound)).high)
  }
}
