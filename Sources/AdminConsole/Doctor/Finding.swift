/// What a look at one thing found.
public struct Finding: Sendable, Equatable {
  /// How it stands.
  public enum State: String, Sendable {
    /// As it should be.
    case good
    /// It works, and could be better.
    case doubtful
    /// It does not work, or data is damaged.
    case bad
  }

  /// What was looked at.
  public let subject: String
  /// How it stands.
  public let state: State
  /// What was found, in a sentence.
  public let detail: String
  /// What to do; empty where nothing has to be done.
  public let hint: String

  /// A finding of this wording.
  public init(_ subject: String, _ state: State, _ detail: String, hint: String = "") {
    self.subject = subject
    self.state = state
    self.detail = detail
    self.hint = hint
  }

  static let columns = ["subject", "state", "detail", "hint"]
  var cells: [Cell] { [.word(subject), .word(state.rawValue), .text(detail), .text(hint)] }
}
