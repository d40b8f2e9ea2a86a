/// What went wrong with a test's redis-server.
public struct RedisFixtureError: Error, CustomStringConvertible {
  /// In a sentence.
  public let description: String

  init(_ description: String) {
    self.description = description
  }
}
