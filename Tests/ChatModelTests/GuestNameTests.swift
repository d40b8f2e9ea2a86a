import Testing

@testable import ChatModel

@Suite struct GuestNameTests {
  @Test func followsFromTheIDAndNeverChanges() throws {
    let member = try #require(MemberID("m_abcdefghijklmnop"))
    #expect(GuestName(of: member) == GuestName(of: member))
    #expect(GuestName(of: member).name.text == "Violet Butterfly")
  }

  @Test func everyPairIsAValidName() throws {
    for quality in GuestName.qualities {
      for being in GuestName.beings {
        #expect(try PersonName("\(quality) \(being)").text == "\(quality) \(being)")
      }
    }
  }

  @Test func hasEnoughWordsWithoutDoubles() {
    #expect(Set(GuestName.qualities).count == GuestName.qualities.count)
    #expect(Set(GuestName.beings).count == GuestName.beings.count)
    #expect(GuestName.qualities.count >= 64)
    #expect(GuestName.beings.count >= 128)
  }

  @Test func usesTheWholeList() {
    var generator = SystemRandomNumberGenerator()
    let names = (0..<20_000).map { _ in GuestName(of: .random(using: &generator)).name.text }
    #expect(Set(names.compactMap { $0.split(separator: " ").first }).count == GuestName.qualities.count)
    #expect(Set(names.compactMap { $0.split(separator: " ").last }).count == GuestName.beings.count)
  }
}
