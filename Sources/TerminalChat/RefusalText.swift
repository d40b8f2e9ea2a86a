import ChatClient
import ChatModel
import Rendering

extension ChatClientError {
  /// The reason in a line that a terminal can show, with when to try again.
  var words: String {
    var sentences = [TerminalText.escaped(message).asSentence]
    if let advice { sentences.append(TerminalText.escaped(advice)) }
    if let until, until > 0 { sentences.append("Until \(TimeText.moment(until)).") }
    if let retryAfter, retryAfter > 0 { sentences.append("Possible again in \(TimeText.length(retryAfter)).") }
    return sentences.joined(separator: " ")
  }

  /// What to do about it, at a terminal: the server names its events, for programs.
  private var advice: String? {
    switch code.ofServer {
    case .noSuchRoom: "/rooms lists those there are."
    case .unauthorized: "Give a valid one with --token-file FILE, or in the variable PARLOR_TOKEN."
    default: hint
    }
  }
}

extension String {
  /// With a full stop, where nothing ends it: what people gave as a reason stands before other sentences.
  var asSentence: String { last.map { ".!?…:".contains($0) } ?? true ? self : self + "." }
}
