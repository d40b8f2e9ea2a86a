public import ChatModel
import RedisClient

/// What the store keeps of a person.
public struct PersonRecord: Sendable, Equatable {
  /// The name, as it was accepted once.
  public let name: String
  /// The role in all rooms, by the console.
  public let role: Role
  /// The role by an access token.
  public let tokenRole: TokenRole?
  /// Whether it is a program.
  public let isBot: Bool
  /// Rises with each change.
  public let version: Int64

  /// The higher of both roles in a room, but for what the room itself gives.
  public func role(in room: RoomID, at now: Int64) -> Role { max(role, tokenRole?.role(in: room, at: now) ?? .member) }
}

extension ChatStore {
  static let personMilliseconds: Int64 = 30 * 24 * 3600 * 1000

  /// Reads a person's record; nil for a guest nothing is kept of.
  public func person(_ id: MemberID, then: @escaping (Result<PersonRecord?, StoreError>) -> Void) {
    command("HMGET", [.string(keys.person(id)), "name", "role", "bot", "ver", "token"]) { result in
      then(
        result.map { value in
          guard let parts = value.array, parts.count == 5, let name = parts[0].string else { return nil }
          return PersonRecord(
            name: name, role: parts[1].string.flatMap { Role(rawValue: $0) } ?? .member,
            tokenRole: parts[4].string.flatMap { TokenRole($0) }, isBot: parts[2].string == "1",
            version: parts[3].int64 ?? 0)
        })
    }
  }

  /// Writes a person's name; answers the record's new version.
  ///
  /// - Parameter onlyIfMissing: keeps a record that is there, and only prolongs its life.
  public func save(
    _ person: Person, onlyIfMissing: Bool, then: @escaping (Result<Int64, StoreError>) -> Void
  ) {
    redis.evaluate(
      StoreScripts.person, keys: [keys.person(person.id)],
      arguments: [
        .string(person.name.text), .string(person.isBot ? "1" : "0"), .integer(Self.personMilliseconds),
        .string(onlyIfMissing ? "1" : "0"),
      ]
    ) { result in
      then(
        result.mapError(StoreError.init).flatMap { value in
          value.int64.map { .success($0) } ?? .failure(StoreError(unexpected: "person"))
        })
    }
  }

  /// Writes what an access token says of a person, and answers what is known now.
  ///
  /// - Parameters:
  ///   - person: whose name holds for somebody new, unless the token has one.
  ///   - hasName: whether the name is the token's, and replaces the one kept.
  ///   - tokenRole: nil where the token gives none above a member's.
  public func signIn(
    _ person: Person, hasName: Bool, tokenRole: TokenRole?, then: @escaping (Result<PersonRecord, StoreError>) -> Void
  ) {
    redis.evaluate(
      StoreScripts.signIn, keys: [keys.person(person.id)],
      arguments: [
        .string(hasName ? person.name.text : ""), .string(person.name.text), .string(person.isBot ? "1" : "0"),
        .integer(Self.personMilliseconds), .integer(tokenRole?.ends ?? 0), .string(tokenRole?.text ?? ""),
      ]
    ) { result in
      then(
        result.mapError(StoreError.init).flatMap { value in
          guard let parts = value.array, parts.count == 4, let version = parts[0].int64, let name = parts[1].string
          else { return .failure(StoreError(unexpected: "sign_in")) }
          return .success(
            PersonRecord(
              name: name, role: parts[2].string.flatMap { Role(rawValue: $0) } ?? .member, tokenRole: tokenRole,
              isBot: parts[3].string == "1", version: version))
        })
    }
  }

  /// Shows a person's name in a room.
  public func rename(
    _ person: Person, version: Int64, view: RoomView, then: @escaping (Result<Void, StoreError>) -> Void
  ) {
    redis.evaluate(
      StoreScripts.rename, keys: stepKeys(of: view.room),
      arguments: common(view) + [
        .string(person.id.rawValue), .bytes(MemberFields(person, version: version, room: view.room).json),
        .integer(version), .string(person.role.rawValue),
      ]
    ) { then($0.mapError(StoreError.init).map { _ in }) }
  }

  /// Notes that a person is in a room, so that renaming reaches it wherever it is held.
  public func noteRoom(_ room: RoomID, of member: MemberID) {
    command("SADD", [.string(keys.personRooms(member)), .string(room.rawValue)])
  }

  /// The rooms a person is in, on all servers.
  public func rooms(of member: MemberID, then: @escaping (Result<[RoomID], StoreError>) -> Void) {
    command("SMEMBERS", [.string(keys.personRooms(member))]) { result in
      then(result.map { value in (value.array ?? []).compactMap { $0.string.flatMap { RoomID($0) } } })
    }
  }
}
