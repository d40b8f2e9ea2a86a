import ChatModel
import ChatStore

/// Which messages are meant, by author and text.
struct MessageFilter: Sendable, Equatable {
  /// Only of these people; nil for all.
  let authors: Set<MemberID>?
  /// Only with this text, in lower case; nil for any.
  let text: String?

  init(authors: Set<MemberID>?, text: String?) {
    self.authors = authors
    self.text = text?.lowercased()
  }

  /// Whether every message is meant.
  var takesAll: Bool { authors == nil && text == nil }

  func includes(_ message: StoredMessage) -> Bool {
    if let authors {
      guard let from = message.from, authors.contains(from) else { return false }
    }
    if let text { return message.text.lowercased().contains(text) }
    return true
  }
}
