/// A Lua script, run by its hash (`EVALSHA`, or `EVALSHA_RO` when it only reads).
///
/// The hash is what Redis answers to `SCRIPT LOAD`. Scripts of the configuration are loaded at each connect; any other
/// is loaded when it is first run. Two scripts of a client with the same name must be the same script.
public struct RedisScript: Sendable, Hashable {
  /// What the script is called: its identity in a client, and in error messages.
  public let name: String
  /// The Lua source.
  public let source: String
  /// Whether it only reads, so that Redis lets it run when it is full and on replicas.
  public let readOnly: Bool

  /// A script of this name and source.
  public init(name: String, source: String, readOnly: Bool) {
    self.name = name
    self.source = source
    self.readOnly = readOnly
  }
}
