import ChatModel
import ChatStore
import Testing

@testable import AdminConsole

@Suite struct WhoQueryTests {
  static let ann = KnownPerson(id: MemberID("m_aaaaaaaaaaaaaaaa")!, name: "Ann")
  static let twin = KnownPerson(id: MemberID("m_aaaaaabbbbbbbbbb")!, name: "Ann")
  static let ben = KnownPerson(id: MemberID("m_bbbbbbbbbbbbbbbb")!, name: "Ben *")
  static let all = [ann, twin, ben]

  @Test func findsByIdShortIdAndExactName() {
    #expect(WhoQuery("m_bbbbbbbbbbbbbbbb").find(among: Self.all) == .people([Self.ben]))
    #expect(WhoQuery("bbbbbb").find(among: Self.all) == .people([Self.ben]))
    #expect(WhoQuery("m_bbbbbb").find(among: Self.all) == .people([Self.ben]))
    #expect(WhoQuery("Ann").find(among: [Self.ann, Self.ben]) == .people([Self.ann]))
  }

  @Test func asksWhereANameOrAShortIdFitsTwo() {
    #expect(WhoQuery("Ann").find(among: Self.all) == .ambiguous([Self.ann, Self.twin]))
    #expect(WhoQuery("aaaaaa").find(among: Self.all) == .ambiguous([Self.ann, Self.twin]))
  }

  @Test func asksWhereANameIsAnothersShortId() {
    let namesake = KnownPerson(id: MemberID("m_cccccccccccccccc")!, name: "bbbbbb")
    #expect(WhoQuery("bbbbbb").find(among: [Self.ben, namesake]) == .ambiguous([Self.ben, namesake]))
  }

  @Test func takesAllThatAPatternFits() {
    #expect(WhoQuery("A*").find(among: Self.all) == .people([Self.ann, Self.twin]))
    #expect(WhoQuery("C*").find(among: Self.all) == .nobody)
  }

  @Test func isExactInNames() {
    #expect(WhoQuery("ann").find(among: Self.all) == .nobody)
    #expect(WhoQuery("An").find(among: Self.all) == .nobody)
    #expect(WhoQuery("aaaaa").find(among: Self.all) == .nobody)
  }

  @Test func countsAPersonOfTwoNamesOnce() {
    let renamed = KnownPerson(id: Self.ann.id, name: "Anna")
    #expect(WhoQuery("A*").find(among: [Self.ann, renamed]) == .people([Self.ann]))
  }

  @Test func knowsAnIdThatIsNowhere() { #expect(WhoQuery("m_cccccccccccccccc").id != nil) }
}
