/// One command of those a new connection begins with.
enum GreetingStep: Equatable {
  /// Signs in.
  case authenticate
  /// Selects the database.
  case selectDatabase
  /// Asks for the connection's number.
  case askConnectionID
  /// Asks Redis about itself.
  case askServerInfo
  /// Ends the connection that this one replaces, with what it may still have to run.
  case endReplaced(connectionID: Int64)
  /// Loads a script.
  case loadScript(name: String, source: String)

  /// The command's name and arguments.
  func command(for endpoint: RedisEndpoint) -> (name: String, arguments: [RedisArgument]) {
    switch self {
    case .authenticate:
      let user = endpoint.username.map { [RedisArgument.string($0)] } ?? []
      return ("AUTH", user + [.string(endpoint.password ?? "")])
    case .selectDatabase: return ("SELECT", [.integer(Int64(endpoint.database))])
    case .askConnectionID: return ("CLIENT", ["ID"])
    case .askServerInfo: return ("INFO", [])
    case .endReplaced(let id): return ("CLIENT", ["KILL", "ID", .integer(id)])
    case .loadScript(_, let source): return ("SCRIPT", ["LOAD", .string(source)])
    }
  }
}
