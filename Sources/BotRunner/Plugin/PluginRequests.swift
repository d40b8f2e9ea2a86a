import JSONText
import Logging
import Rendering

/// What a plugin may ask for, and what it may not.
actor PluginRequests {
  private let setup: PluginSetup
  private let world: any BotWorld
  private let storage: PluginStorageBox
  private let rooms: @Sendable () async -> Set<String>
  private let logger: Logger
  /// What it is working on, so that its words belong to it.
  private var current: PluginCall?
  private var said = 0
  private var unasked = 0

  init(
    setup: PluginSetup, world: any BotWorld, storage: PluginStorageBox,
    rooms: @escaping @Sendable () async -> Set<String>, logger: Logger
  ) {
    self.setup = setup
    self.world = world
    self.storage = storage
    self.rooms = rooms
    self.logger = logger
  }

  func begin(_ call: PluginCall) {
    current = call
    said = 0
  }

  func finish() { current = nil }

  func answer(_ method: String, _ params: JSONObject) async -> Result<JSONValue, BotError> {
    do throws(BotError) { return .success(try await carryOut(method, params)) } catch { return .failure(error) }
  }

  private func carryOut(_ method: String, _ params: JSONObject) async throws(BotError) -> JSONValue {
    switch method {
    case "send", "reply":
      try need(.send)
      guard let text = params["text"]?.stringValue, !text.isEmpty else { throw BotError("text is missing.") }
      try await world.say(text, in: try await room(params), for: origin())
      return [:]
    case "history":
      try need(.history)
      let limit = params["limit"]?.int64Value ?? 50
      guard (1...200).contains(limit) else { throw BotError("limit is 1 to 200.") }
      let messages = try await world.history(of: try await room(params), limit: Int(limit))
      return ["messages": .array(messages.map { .object($0.json) })]
    case "members":
      try need(.members)
      return ["members": .array(try await world.members(of: try await room(params)).map { .object($0) })]
    case "moderate":
      try need(.moderate)
      var act = params
      act["room"] = nil
      try await world.moderate(act, in: try await room(params))
      return [:]
    case "storage.get":
      return ["value": await storage.get(try key(params)) ?? .null]
    case "storage.set":
      try await storage.set(try key(params), params["value"] ?? .null)
      return [:]
    case "storage.delete":
      try await storage.set(try key(params), .null)
      return [:]
    case "storage.list":
      try need(.storage)
      let keys = await storage.keys(params["prefix"]?.stringValue ?? "")
      return ["keys": .array(keys.map { .string($0) })]
    case "log":
      let text = TerminalText.escaped(String((params["text"]?.stringValue ?? "").prefix(2000)))
      switch params["level"]?.stringValue {
      case "error": logger.error("\(text)")
      case "warning": logger.warning("\(text)")
      default: logger.info("\(text)")
      }
      return [:]
    default: throw BotError("There is no method \(TerminalText.escaped(method)).")
    }
  }

  private func need(_ permission: PluginManifest.Permission) throws(BotError) {
    guard setup.permissions.contains(permission) else {
      throw BotError(
        "The plugin may not \(permission.rawValue).", hint: "Its plugin.yaml has to ask for it under permissions.")
    }
  }

  private func key(_ params: JSONObject) throws(BotError) -> String {
    try need(.storage)
    guard let key = params["key"]?.stringValue else { throw BotError("key is missing.") }
    return key
  }

  private func room(_ params: JSONObject) async throws(BotError) -> String {
    guard let room = params["room"]?.stringValue ?? current?.room else { throw BotError("room is missing.") }
    guard await rooms().contains(room) else {
      throw BotError("The plugin is not in the room \(TerminalText.escaped(room)).")
    }
    return room
  }

  private func origin() -> SayOrigin {
    guard let current else {
      unasked += 1
      return SayOrigin(cause: "unasked \(Int64.random(in: 0 ... .max)) \(unasked)", number: 0, hops: 0)
    }
    said += 1
    // Answers are counted from zero on; what is said by the way stands apart from them.
    return SayOrigin(cause: current.cause + " by the way", number: said, hops: (current.message?.hops ?? 0) + 1)
  }
}
