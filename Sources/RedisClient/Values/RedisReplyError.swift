/// An error that Redis itself answered, such as `-OOM command not allowed when used memory > 'maxmemory'.`
public struct RedisReplyError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The word in capitals the answer begins with: `ERR`, `OOM`, `READONLY`, `LOADING`, `NOSCRIPT`, `WRONGPASS`, …;
  /// `ERR` where Redis gives none.
  public let prefix: String
  /// The whole line as Redis sent it, prefix included, at most 512 bytes of it.
  public let message: String

  /// Splits a Redis error line into prefix and message.
  public init(line: String) {
    let message = line.utf8.count > 512 ? String(decoding: line.utf8.prefix(512), as: UTF8.self) : line
    let word = message.prefix { $0 != " " }
    let isPrefix = !word.isEmpty && word.utf8.allSatisfy { (65...90).contains($0) || (48...57).contains($0) }
    self.prefix = isPrefix ? String(word) : "ERR"
    self.message = message
  }

  /// The line as Redis sent it.
  public var description: String { message }
}
