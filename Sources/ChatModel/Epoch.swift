/// The name of one unbroken life of a room's log: 16 random characters. Positions of different epochs do not compare.
public struct Epoch: Hashable, Sendable, CustomStringConvertible {
  /// The epoch as clients see it.
  public let rawValue: String

  /// Takes a well-formed epoch, `[A-Za-z0-9_-]{16}`; nil for anything else.
  public init?(_ text: some StringProtocol) {
    let text = String(text)
    guard text.utf8.count == 16, RandomText.base64.isAlphabet(of: text) else { return nil }
    rawValue = text
  }

  /// An epoch for a log that begins; scripts use it only when one has to begin.
  public static func random(using generator: inout some RandomNumberGenerator) -> Self {
    Self(made: RandomText.base64.make(16, using: &generator))
  }

  private init(made: String) { rawValue = made }

  /// The epoch itself: it holds no character that could harm a sink.
  public var description: String { rawValue }
}
