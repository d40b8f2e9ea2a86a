/// One act of somebody who looks after the chat: who, why, and the id it is found by.
public struct Act: Sendable, Equatable {
  /// What it is found by.
  public let id: ActID
  /// Who acts.
  public let author: ActAuthor
  /// Why, in the author's words; empty for none. It is kept, and shown to those concerned.
  public let reason: String

  /// A new act.
  public init(by author: ActAuthor, reason: String = "", id: ActID = .random()) {
    self.id = id
    self.author = author
    self.reason = reason
  }
}
