/// The versions of the Socket.IO protocol that are spoken. Events and their answers are the same in both.
public enum SocketIOVersion: Sendable, Hashable, CaseIterable {
  /// Version 4, of Socket.IO 1.x and 2.x, over Engine.IO 3: the server connects the main namespace by itself.
  case four
  /// Version 5, of Socket.IO 3.x and 4.x, over Engine.IO 4: the client asks for each namespace.
  case five
}
