public import ChatModel
import NIOCore
import RedisClient

extension StoreWriter {
  /// Makes a person or a bot that can come in with a token of its own.
  ///
  /// - Parameter role: in all rooms.
  public func introduce(
    _ name: PersonName, role: Role = .member, isBot: Bool = false, _ act: Act
  ) async throws(StoreError) -> Person {
    var generator = SystemRandomNumberGenerator()
    let person = Person(id: .random(using: &generator), name: name, role: role, isBot: isBot)
    do {
      _ = try await redis.evaluate(
        StoreScripts.person, keys: [keys.person(person.id)],
        arguments: [.string(name.text), .string(isBot ? "1" : "0"), .integer(ChatStore.personMilliseconds), "0"])
    } catch { throw StoreError(error) }
    if role != .member {
      _ = try await run(
        StoreScripts.personRole, keys: [keys.person(person.id)],
        [.string(role.rawValue), .integer(ChatStore.personMilliseconds)])
    }
    _ = try await note(act, AuditSubject("token", member: person.id, value: isBot ? "bot,\(role)" : "\(role)"))
    return person
  }

  /// Notes that somebody got a token for a person who is known already.
  public func noteToken(for member: MemberID, _ act: Act) async throws(StoreError) {
    _ = try await note(act, AuditSubject("token", member: member))
  }

  /// The key that tokens are signed with; where no server has made one yet, a new one.
  public func tokenSecret() async throws(StoreError) -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    let proposal = (0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) }
    _ = try await ask("SET", [.string(keys.secret), .bytes(proposal), "NX"])
    guard let secret = try await ask("GET", [.string(keys.secret)]).buffer else { throw StoreError(unexpected: "GET") }
    return Array(secret.readableBytesView)
  }
}
