/// What a person may do; compared by rank.
public enum Role: String, Sendable, Comparable, CaseIterable {
  /// Everybody.
  case member
  /// Moderates one room.
  case moderator
  /// Moderates every room.
  case admin

  private var rank: Int {
    switch self {
    case .member: 0
    case .moderator: 1
    case .admin: 2
    }
  }

  /// Whether the left role ranks below the right one.
  public static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }
}
