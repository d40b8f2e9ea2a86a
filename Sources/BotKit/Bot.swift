public import JSONText

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A plugin for Parlor's bots: JSON-RPC lines on standard input and output, done for you.
///
/// ```swift
/// let bot = Bot()
/// bot.command("hello") { call in "Hello, \(call.message?.name ?? "you")!" }
/// bot.run()
/// ```
///
/// A handler returns what is to be said in the room, or nil. It runs to its end before the next one begins, and has five
/// seconds. What is written to standard error goes to the log.
public final class Bot {
  /// Answers what happened: with a text for the room, or nil.
  public typealias Handler = (Call) throws -> String?

  /// The settings of `plugin.yaml` and of the runner's configuration; there once ``run()`` has begun.
  public private(set) var settings = JSONObject()
  /// The name it speaks under.
  public private(set) var name = ""
  /// What the plugin keeps, over restarts.
  public var storage: Storage { Storage(bot: self) }

  private var commands: [String: Handler] = [:]
  private var listeners: [Handler] = []
  private var events: [String: Handler] = [:]
  private var schedules: [String: Handler] = [:]
  private var lastID: Int64 = 0

  /// A plugin that does nothing yet.
  public init() {}

  /// Answers this command of `plugin.yaml`.
  public func command(_ name: String, _ handler: @escaping Handler) { commands[name] = handler }
  /// Gets the messages that fit `listen` in `plugin.yaml`.
  public func listen(_ handler: @escaping Handler) { listeners.append(handler) }
  /// Is told of `member_add` or `member_delete`.
  public func event(_ name: String, _ handler: @escaping Handler) { events[name] = handler }
  /// Is run at the times of this schedule.
  public func schedule(_ name: String, _ handler: @escaping Handler) { schedules[name] = handler }

  /// Answers until the runner says goodbye.
  public func run() {
    while let line = read() {
      guard let method = line["method"]?.stringValue else { continue }
      if method == "shutdown" { return }
      guard let id = line["id"] else { continue }
      do {
        write(["jsonrpc": "2.0", "id": id, "result": try answer(method, line["params"]?.objectValue ?? [:])])
      } catch {
        write(["jsonrpc": "2.0", "id": id, "error": ["code": -32000, "message": .string("\(error)")]])
      }
    }
  }

  // MARK: What the runner does for it

  /// Says something in a room. Needs the permission `send`.
  public func send(_ text: String, in room: String) throws {
    _ = try ask("send", ["room": .string(room), "text": .string(text)])
  }

  /// The newest messages of a room, oldest first. Needs the permission `history`.
  public func history(of room: String, limit: Int = 50) throws -> [Message] {
    let answer = try ask("history", ["room": .string(room), "limit": .number(JSONNumber(Int64(limit)))])
    return answer["messages"].items.compactMap { $0.objectValue.flatMap { Message($0) } }
  }

  /// The people of a room. Needs the permission `members`.
  public func members(of room: String) throws -> [Person] {
    try ask("members", ["room": .string(room)])["members"].items.compactMap { $0.objectValue.flatMap { Person($0) } }
  }

  /// Kicks, bans, mutes, unmutes or unbans somebody. Needs the permission `moderate`, and the role in the room.
  public func moderate(
    _ act: String, _ member: String, in room: String, seconds: Int? = nil, reason: String = ""
  ) throws {
    var params: JSONObject = [
      "room": .string(room), "act": .string(act), "member": .string(member), "reason": .string(reason),
    ]
    if let seconds { params["for"] = .number(JSONNumber(Int64(seconds))) }
    _ = try ask("moderate", params)
  }

  /// Writes to the runner's log: `info`, `warning` or `error`.
  public func log(_ text: String, level: String = "info") throws {
    _ = try ask("log", ["text": .string(text), "level": .string(level)])
  }

  /// Asks the runner for something and waits for it.
  ///
  /// - Throws: ``PluginError`` with the runner's reason.
  public func ask(_ method: String, _ params: JSONObject) throws -> JSONValue {
    lastID += 1
    let id = JSONValue.number(JSONNumber(lastID))
    write(["jsonrpc": "2.0", "id": id, "method": .string(method), "params": .object(params)])
    while let line = read() {
      // The runner makes one call at a time, and this one is not answered yet: only a farewell can come here.
      if line["method"] == "shutdown" { exit(0) }
      guard line["method"] == nil, line["id"] == id else { continue }
      if let error = line["error"], !error.isNull { throw PluginError(error["message"]?.stringValue ?? "refused") }
      return line["result"] ?? .null
    }
    exit(0)
  }

  // MARK: Lines

  private func answer(_ method: String, _ params: JSONObject) throws -> JSONValue {
    if method == "initialize" {
      settings = params["settings"]?.objectValue ?? [:]
      name = params["bot"]?["name"]?.stringValue ?? ""
      return [:]
    }
    let call = Call(bot: self, params)
    let handlers: [Handler?] =
      switch method {
      case "command": [commands[call.command]]
      case "message": listeners
      case "event": [events[call.name]]
      case "schedule": [schedules[call.name]]
      default: []
      }
    var replies: [JSONValue] = []
    for case let handler? in handlers {
      if let reply = try handler(call) { replies.append(.string(reply)) }
    }
    return ["reply": .array(replies)]
  }

  private func read() -> JSONObject? {
    while let line = readLine() {
      if case .object(let object)? = try? JSONValue(parsing: line) { return object }
    }
    return nil
  }

  private func write(_ object: JSONObject) {
    var rest = (JSONValue.object(object).encoded + [0x0A])[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { systemWrite(STDOUT_FILENO, $0.baseAddress, $0.count) }
      // Where the runner does not listen any more there is nothing left to do.
      guard count > 0 || errno == EINTR else { exit(0) }
      rest = rest.dropFirst(max(0, count))
    }
  }
}

extension JSONValue? {
  var items: [JSONValue] { if case .array(let items)? = self { items } else { [] } }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  write(descriptor, bytes, count)
}
