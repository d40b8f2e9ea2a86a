import NIOCore

/// A command that waits for its answer, with what is needed to write it again.
struct PendingCommand {
  /// What is written.
  enum Content {
    /// A command.
    case plain(name: String, arguments: [RedisArgument])
    /// A script's run; `script` is its place in the connection's table.
    case script(Int, keys: [String], arguments: [RedisArgument])
    /// A script's loading again; `script` is its place in the connection's table.
    case load(script: Int)
  }

  let content: Content
  let deadline: NIODeadline
  /// Called once; does nothing for `load`.
  let then: (Result<RESPValue, RedisError>) -> Void
}
