/// A client's own name for a message it sends: 1–64 of `[A-Za-z0-9_-]`. A repeated send with the same one adds nothing.
public struct ClientMessageID: Hashable, Sendable {
  /// The id as the client wrote it.
  public let rawValue: String

  /// Takes a well-formed id; nil for anything else.
  public init?(_ text: some StringProtocol) {
    guard (1...64).contains(text.utf8.count), RandomText.base64.isAlphabet(of: String(text)) else { return nil }
    rawValue = String(text)
  }
}
