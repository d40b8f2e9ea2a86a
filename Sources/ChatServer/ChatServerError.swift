import ChatStore
import ChatTransport

/// Why a server cannot start. One line, and what to do.
public struct ChatServerError: Error, Sendable, CustomStringConvertible {
  /// What is wrong, in a sentence.
  public let message: String
  /// What to do.
  public let hint: String

  /// Message and hint in one line.
  public var description: String { "\(message) \(hint)" }

  static let otherLayout = ChatServerError(
    message: "The keys in Redis were written by another version of Parlor.",
    hint: "Use that version, another --key-prefix, or another Redis.")

  static let secretIsDamaged = ChatServerError(
    message: "The key that tokens are signed with cannot be read.",
    hint: "Delete the key named secret in Redis; everybody will be a new guest.")

  static let storeIsSilent = ChatServerError(
    message: "Redis does not answer.", hint: "Check that it runs and is not overloaded, then start again.")

  init(message: String, hint: String) {
    self.message = message
    self.hint = hint
  }

  init(_ error: StoreError) {
    switch error.code {
    case .full:
      self.init(
        message: "Redis is full and takes no more data.",
        hint: "Raise its maxmemory or free some space, then start again.")
    case .unavailable, .forbidden, .unexpected:
      self.init(message: "Redis does not do its work: \(error.detail)", hint: "Mend that, then start again.")
    }
  }

  init(_ error: TransportStartError, option: String) {
    let hint =
      switch error.code {
      case .addressInUse: "Stop the program that listens there, or choose another port with \(option)."
      case .notPermitted: "Choose a port above 1023 with \(option), or give the program the right to this one."
      case .addressNotAvailable: "Choose another address with --host: 127.0.0.1, or 0.0.0.0 for all interfaces."
      case .other: "Check --host and --port."
      }
    let message = error.message
    self.init(message: message.prefix(1).uppercased() + message.dropFirst() + ".", hint: hint)
  }
}
