/// The versions of the Engine.IO protocol that are spoken. The raw value is what parameter `EIO` says.
public enum EngineVersion: String, Sendable, Hashable, CaseIterable {
  /// Version 3, of Socket.IO 1.x and 2.x: the client pings, and polled packets have their lengths in front.
  case three = "3"
  /// Version 4, of Socket.IO 3.x and 4.x: the server pings, and polled packets are separated.
  case four = "4"
}
