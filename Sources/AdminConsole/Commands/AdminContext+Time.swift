import ChatModel
import Rendering

extension AdminContext {
  /// A point in time in Unix milliseconds: written out, or as a length of time ago.
  func time(_ text: String) throws(AdminError) -> Int64 {
    if let ago = Length(argument: text) { return now - ago.milliseconds }
    if let time = Moment.milliseconds(text) { return time }
    throw AdminError(
      .usage, "\(TerminalText.escaped(text)) is no time.",
      hint: "Write 2h (ago), 2026-01-31, '2026-01-31 14:30', or #120.")
  }
}
