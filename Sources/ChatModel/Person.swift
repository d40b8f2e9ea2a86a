/// Who somebody is, the same in every room and on every connection.
public struct Person: Sendable, Equatable {
  /// The id everything else hangs on.
  public let id: MemberID
  /// The name shown.
  public var name: PersonName
  /// Role in all rooms; a room may give more.
  public var role: Role
  /// Whether it says of itself that it is a program.
  public var isBot: Bool

  /// A person as the store or a token describes them.
  public init(id: MemberID, name: PersonName, role: Role = .member, isBot: Bool = false) {
    self.id = id
    self.name = name
    self.role = role
    self.isBot = isBot
  }

  /// Path of the picture, drawn from the id.
  public var avatar: String { "/avatar/\(id.rawValue).svg" }
}
