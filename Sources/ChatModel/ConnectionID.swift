/// A connection's public id, the Socket.IO id (`socket`): 20 characters (120 random bits), never derived from the
/// transport's secret session id.
public struct ConnectionID: Hashable, Sendable, CustomStringConvertible {
  /// The id as clients see it.
  public let rawValue: String

  /// Takes a well-formed id; nil for anything else.
  public init?(_ text: some StringProtocol) {
    guard text.utf8.count == 20, RandomText.isMade(text.utf8, of: RandomText.base64) else { return nil }
    rawValue = String(text)
  }

  /// The id of a new connection.
  public static func random(using generator: inout some RandomNumberGenerator) -> Self {
    Self(made: RandomText.make(20, from: RandomText.base64, using: &generator))
  }

  private init(made: String) { rawValue = made }

  /// The id itself: it holds no character that could harm a sink.
  public var description: String { rawValue }
}
