/// The runner refused what was asked for; the text says why and what to do.
public struct PluginError: Error, CustomStringConvertible {
  /// Why, and what to do.
  public let description: String

  /// An error of this wording.
  public init(_ description: String) { self.description = description }
}
