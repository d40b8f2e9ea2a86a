import NIOCore
import Testing

@testable import ChatServer

@Suite struct FieldReadingTests {
  private let member = ByteBuffer(string: #"{"socket":"c_1","ver":12,"username":"a \"ver\":9","id":"m_2"}"#)

  @Test func readsSocketAndVersion() {
    #expect(MemberJSON.socket(of: member) == "c_1")
    #expect(MemberJSON.version(of: member) == 12)
  }

  @Test func takesTheMemberOutOfAnUpdate() {
    let update = ByteBuffer(string: #"{"room":"r","member":{"socket":"c_1"}}"#)
    #expect(MemberJSON.inside(update: update) == ByteBuffer(string: #"{"socket":"c_1"}"#))
  }

  @Test(arguments: ["", "{", #""member":"#, #"{"member":}"#, #"{"room":"r"}"#, #"{"socket":"c"#])
  func damagedTextHasNoFields(text: String) {
    let json = ByteBuffer(string: text)
    #expect(MemberJSON.inside(update: json) == nil)
    #expect(MemberJSON.socket(of: json) == nil)
    #expect(MemberJSON.version(of: json) == nil)
  }
}
