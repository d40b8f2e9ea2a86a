import JSONText

/// A plugin's storage, which outlives its processes.
actor PluginStorageBox {
  private let storage: PluginStorage

  init(path: String?) throws(BotError) { storage = try PluginStorage(path: path) }

  func get(_ key: String) -> JSONValue? { storage.get(key) }
  func keys(_ prefix: String) -> [String] { storage.keys(prefix) }
  func set(_ key: String, _ value: JSONValue) throws(BotError) { try storage.set(key, value) }
}
