/// The server could not listen. `description` is one line for users.
public struct TransportStartError: Error, CustomStringConvertible {
  /// What went wrong, for programs.
  public enum Code: String, Sendable {
    /// Something else listens at this port.
    case addressInUse
    /// The system does not let this user bind this port.
    case notPermitted
    /// No interface has this address, or the name has no address.
    case addressNotAvailable
    /// Anything else.
    case other
  }

  /// What went wrong, for programs.
  public var code: Code
  /// What went wrong, for people.
  public var message: String
  /// What to do about it.
  public var hint: String

  /// An error with all its parts.
  public init(code: Code, message: String, hint: String) {
    self.code = code
    self.message = message
    self.hint = hint
  }

  /// Message and hint in one line.
  public var description: String { "\(message); \(hint)" }
}
