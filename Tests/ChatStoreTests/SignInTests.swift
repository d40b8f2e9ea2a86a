import ChatModel
import RedisClient
import Testing

@testable import ChatStore

/// What the store keeps of an access token.
@Suite(.timeLimit(.minutes(10))) struct SignInTests {
  private let member = MemberID("u_" + String(repeating: "a", count: 52))!

  private func signIn(
    _ rig: StoreRig, name: String, hasName: Bool = false, tokenRole: TokenRole? = nil
  ) async throws -> PersonRecord {
    let person = Person(id: member, name: try PersonName(name))
    return try await rig.ask { store, then in
      store.signIn(person, hasName: hasName, tokenRole: tokenRole, then: then)
    }
  }

  private func record(_ rig: StoreRig) async throws -> PersonRecord? {
    try await rig.ask { [member] store, then in store.person(member, then: then) }
  }

  @Test func aNameOfTheTokenReplacesTheOneKeptAndAWishDoesNot() async throws {
    try await StoreRig.run { rig in
      let wished = try await signIn(rig, name: "Wished")
      #expect(wished.name == "Wished")
      #expect(try await signIn(rig, name: "Other").name == "Wished")
      #expect(try await signIn(rig, name: "Given", hasName: true).name == "Given")
      #expect(try await record(rig)?.name == "Given")
    }
  }

  @Test func theVersionRisesWithWhatIsShownOnly() async throws {
    try await StoreRig.run { rig in
      let moderator = TokenRole(role: .moderator, rooms: [rig.room], ends: 5000)
      let first = try await signIn(rig, name: "Ann").version
      #expect(try await signIn(rig, name: "Ann").version == first)
      #expect(try await signIn(rig, name: "Ann", tokenRole: moderator).version == first + 1)
      // A later end is nothing to show.
      let longer = TokenRole(role: .moderator, rooms: [rig.room], ends: 9000)
      #expect(try await signIn(rig, name: "Ann", tokenRole: longer).version == first + 1)
      #expect(try await record(rig)?.tokenRole == longer)
      #expect(try await signIn(rig, name: "Ann").version == first + 2)
      #expect(try await record(rig)?.tokenRole == nil)
    }
  }

  @Test func aRoleOfTheConsoleStaysBesideIt() async throws {
    try await StoreRig.run { rig in
      try await rig.redis("HSET", .string("parlor:person:\(member)"), "role", "admin", "name", "Ann")
      let record = try await signIn(rig, name: "Ann", tokenRole: TokenRole(role: .moderator, rooms: nil, ends: 5000))
      #expect(record.role == .admin && record.tokenRole?.role == .moderator)
      #expect(record.role(in: rig.room, at: 0) == .admin)
      // Who has one by the console is not forgotten.
      #expect(try await rig.redis("PTTL", .string("parlor:person:\(member)")).int64 == -1)
    }
  }

  @Test func whoHasNoneIsForgottenAfterATime() async throws {
    try await StoreRig.run { rig in
      _ = try await signIn(rig, name: "Ann")
      #expect(try await rig.redis("PTTL", .string("parlor:person:\(member)")).int64 ?? 0 > 0)
    }
  }

  @Test func theRoleHoldsInItsRoomsUntilItsEnd() throws {
    let (garden, den) = (RoomID("garden")!, RoomID("den")!)
    let role = try #require(TokenRole("5000 moderator garden lobby"))
    #expect(role.role(in: garden, at: 4999) == .moderator)
    #expect(role.role(in: garden, at: 5000) == .member)
    #expect(role.role(in: den, at: 0) == .member)
    #expect(role.role(in: nil, at: 0) == .member)
    let all = try #require(TokenRole("5000 moderator *"))
    #expect(all.role(in: den, at: 0) == .moderator && all.role(in: nil, at: 0) == .moderator)
    #expect(try #require(TokenRole("5000 moderator")).role(in: garden, at: 0) == .member)
    #expect(try #require(TokenRole("5000 admin garden")).role(in: den, at: 0) == .admin)
    #expect(["", "5000", "x moderator *", "5000 owner *", "*"].allSatisfy { TokenRole($0) == nil })
  }

  @Test(arguments: [nil, [], [RoomID("garden")!], [RoomID("garden")!, RoomID("lobby")!]] as [[RoomID]?])
  func isReadAsItWasWritten(rooms: [RoomID]?) {
    let role = TokenRole(role: .moderator, rooms: rooms, ends: 7)
    #expect(TokenRole("7 \(role.text)") == role)
  }
}
