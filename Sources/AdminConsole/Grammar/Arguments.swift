public import ArgumentParser
public import ChatModel

extension RoomID: ExpressibleByArgument {
  /// Reads a room's id.
  public init?(argument: String) { self.init(argument) }
}
