import ChatModel
import Rendering

/// What people typed does no harm to a terminal, to HTML or to a table, whatever it is.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let text = String(decoding: UnsafeRawBufferPointer(start: start, count: count), as: UTF8.self)
  let shown = TerminalText.escaped(text)
  precondition(
    shown.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }, "A control character gets through.")
  let fitted = TerminalText.fitted(shown, columns: 20)
  precondition(TerminalText.columns(of: fitted) <= 20, "A text is wider than its column.")
  precondition(HTMLText.escaped(text).utf8.allSatisfy { !"<>\"'".utf8.contains($0) }, "Markup gets through.")
  _ = CommaSeparated.record([text, text])
  if let name = try? PersonName(text) {
    precondition((try? PersonName(name.text)) == name, "A name is none when it is given again.")
  }
  if let room = RoomID(text) { precondition(room.rawValue == text, "A room's id was changed.") }
  _ = (MemberID(text), ConnectionID(text), ClientMessageID(text), Epoch(text), NetworkID(text), ServerID(text))
  return 0
}
