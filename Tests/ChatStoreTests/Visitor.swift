import ChatModel

/// A person on one connection.
struct Visitor: Sendable {
  var person: Person
  let connection: ConnectionID

  /// Somebody new.
  init(role: Role = .member, name: String = "Amber Heron") throws {
    var random = SystemRandomNumberGenerator()
    person = Person(id: .random(using: &random), name: try PersonName(name), role: role)
    connection = .random(using: &random)
  }

  /// The same person on another connection.
  init(again visitor: Visitor) {
    var random = SystemRandomNumberGenerator()
    person = visitor.person
    connection = .random(using: &random)
  }
}
