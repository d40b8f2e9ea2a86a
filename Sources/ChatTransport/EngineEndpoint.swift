/// Makes a connection of a moved session's state, on the loop it moved to.
typealias EngineAdoption = @Sendable (EngineLink) -> any EngineConnection

/// An ``EngineApplication`` with its types hidden, so that sessions need not be generic.
struct EngineEndpoint: Sendable {
  let connect: @Sendable (EngineLink, EngineHandshake) -> any EngineConnection
  let detach: @Sendable (any EngineConnection, @escaping (@escaping EngineAdoption) -> Void) -> Void

  init<Application: EngineApplication>(_ application: Application) {
    connect = { link, handshake in application.connected(link, handshake: handshake) }
    detach = { connection, done in
      guard let connection = connection as? Application.Connection else {
        preconditionFailure("a session's connection is of its own application")
      }
      connection.detach { state in
        done { link in application.adopted(state, by: link) }
      }
    }
  }
}
