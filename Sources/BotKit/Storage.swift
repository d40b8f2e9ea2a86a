public import JSONText

/// What a plugin keeps: JSON values under keys, over restarts. Needs the permission `storage`.
public struct Storage {
  let bot: Bot

  /// The value under a key; nil when there is none.
  public func get(_ key: String) throws -> JSONValue? {
    let value = try bot.ask("storage.get", ["key": .string(key)])["value"] ?? .null
    return value.isNull ? nil : value
  }

  /// Puts a value under a key.
  public func set(_ key: String, _ value: JSONValue) throws {
    _ = try bot.ask("storage.set", ["key": .string(key), "value": value])
  }

  /// Takes a value away.
  public func delete(_ key: String) throws { _ = try bot.ask("storage.delete", ["key": .string(key)]) }

  /// The keys that begin so, in order.
  public func list(_ prefix: String = "") throws -> [String] {
    try bot.ask("storage.list", ["prefix": .string(prefix)])["keys"].items.compactMap(\.stringValue)
  }
}
