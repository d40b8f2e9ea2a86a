import ChatModel
import Testing

@testable import AdminConsole

@Suite struct DumpLineTests {
  static let good = #"{"message":"hi","username":"Ann","id":5000001,"seq":3,"date":5000,"room":"old","kind":"chat"}"#

  func read(_ text: String) -> Result<DumpLine, DumpLine.Fault> {
    Result { () throws(DumpLine.Fault) in try DumpLine(text.utf8, room: RoomID("new")!, limits: Limits()) }
  }

  @Test func keepsNumbersAndMovesToTheRoom() throws {
    let line = try read(Self.good).get()
    #expect(line.seq == 3 && line.id.microseconds == 5_000_001)
    #expect(
      String(decoding: line.json, as: UTF8.self)
        == #"{"username":"Ann","room":"new","kind":"chat","id":5000001,"seq":3,"date":5000,"message":"hi"}"#)
  }

  @Test(arguments: [
    ("[]", DumpLine.Fault.notJSON), ("{", .notJSON), (good.replacing("\"seq\":3,", with: ""), .missing("seq")),
    (good.replacing("\"seq\":3", with: "\"seq\":0"), .invalid("seq")),
    (good.replacing("\"date\":5000", with: "\"date\":5001"), .invalid("date")),
    (good.replacing("chat", with: "CHAT"), .invalid("kind")),
    (good.replacing("\"seq\":3", with: "\"seq\":3,\"from\":\"me\""), .invalid("from")),
    (good.replacing("\"hi\"", with: "\"\(String(repeating: "x", count: 5000))\""), .invalid("message")),
  ])
  func refuses(text: String, fault: DumpLine.Fault) { #expect(read(text) == .failure(fault)) }
}
