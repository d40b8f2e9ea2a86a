/// Where guests come from, as bans know it: `n_` and 13 base32 characters of a keyed hash, which tells nobody the address.
public struct NetworkID: Hashable, Sendable, CustomStringConvertible {
  /// The id as it stands in the store.
  public let rawValue: String

  /// Takes a well-formed id; nil for anything else.
  public init?(_ text: some StringProtocol) {
    let text = String(text)
    guard text.utf8.count == 15, text.hasPrefix("n_"), RandomText.base32.isAlphabet(of: text, from: 2) else {
      return nil
    }
    rawValue = text
  }

  /// The id of a network whose hash begins with these bytes; nil for fewer than 13 of them.
  public init?(hash: some Sequence<UInt8>) {
    let letters = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)
    let body = hash.prefix(13).map { letters[Int($0 & 31)] }
    guard body.count == 13 else { return nil }
    rawValue = "n_" + String(decoding: body, as: UTF8.self)
  }

  /// The id itself: it holds no character that could harm a sink.
  public var description: String { rawValue }
}
