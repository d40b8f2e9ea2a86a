/// A connection's public id, the Socket.IO id (`socket`): 20 characters (120 random bits), never derived from the
/// transport's secret session id.
public struct ConnectionID: Hashable, Sendable, CustomStringConvertible {
  /// The id as clients see it.
  public let rawValue: String

  /// Takes a well-formed id; nil for anything else.
  public init?(_ text: some StringProtocol) {
    let text = String(text)
    guard text.utf8.count == 20, RandomText.base64.isAlphabet(of: text) else { return nil }
    rawValue = text
  }

  /// The id of a new connection.
  public static func random(using generator: inout some RandomNumberGenerator) -> Self {
    Self(made: RandomText.base64.make(20, using: &generator))
  }

  private init(made: String) { rawValue = made }

  /// The id itself: it holds no character that could harm a sink.
  public var description: String { rawValue }
}
