public import ArgumentParser
public import ChatModel
public import ChatStore

extension RoomID: ExpressibleByArgument {
  /// Reads a room's id.
  public init?(argument: String) { self.init(argument) }
}

extension ActID: ExpressibleByArgument {
  /// Reads an act's id.
  public init?(argument: String) { self.init(argument) }
}

extension AuditHead: ExpressibleByArgument {
  /// Reads what was noted: `N:HASH`.
  public init?(argument: String) {
    let parts = argument.split(separator: ":", maxSplits: 1)
    guard parts.count == 2, let number = Int64(parts[0]), number > 0, parts[1].count == 64,
      parts[1].allSatisfy(\.isHexDigit)
    else { return nil }
    self.init(number: number, hash: parts[1].lowercased())
  }
}
