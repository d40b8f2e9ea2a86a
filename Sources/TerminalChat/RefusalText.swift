import ChatClient
import Rendering

extension ChatClientError {
  /// The reason in a line that a terminal can show, with when to try again.
  var words: String {
    var text = TerminalText.escaped(description)
    if let until, until > 0 { text += " Until \(TimeText.moment(until))." }
    if let retryAfter, retryAfter > 0 { text += " Possible again in \(TimeText.length(retryAfter))." }
    return text
  }
}
