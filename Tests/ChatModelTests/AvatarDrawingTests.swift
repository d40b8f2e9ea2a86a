import ChatModel
import Testing

@Suite struct AvatarDrawingTests {
  @Test func followsFromTheIDAlone() throws {
    let one = try #require(MemberID("m_abcdefghijklmnop"))
    let other = try #require(MemberID("m_abcdefghijklmnoq"))
    #expect(AvatarDrawing(of: one) == AvatarDrawing(of: one))
    #expect(AvatarDrawing(of: one) != AvatarDrawing(of: other))
  }

  @Test func isSmallAndHarmless() {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<2000 {
      let svg = AvatarDrawing(of: .random(using: &generator)).svg
      #expect(svg.utf8.count <= 2048)
      #expect(svg.hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\" ") && svg.hasSuffix("</svg>"))
      for word in ["script", "style", "href", "url(", " on", "id=", "<text", "&"] { #expect(!svg.contains(word)) }
    }
  }

  @Test func isDrawnForPeopleKnownByATokenToo() throws {
    let member = try #require(MemberID("u_" + String(repeating: "a", count: 52)))
    #expect(AvatarDrawing(of: member).svg.contains("<path"))
  }
}
