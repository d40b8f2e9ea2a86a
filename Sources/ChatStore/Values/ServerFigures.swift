import JSONText

/// What a server says of itself every few seconds.
public struct ServerFigures: Sendable, Equatable {
  /// The machine's name.
  public var host = ""
  /// The process there.
  public var process: Int64 = 0
  /// When it started, in Unix milliseconds.
  public var started: Int64 = 0
  /// Clients that are connected.
  public var connections: Int64 = 0
  /// Messages it has accepted since it started.
  public var messages: Int64 = 0

  /// Nothing is known yet.
  public init() {}

  /// Reads what a server wrote; what it did not write is empty or zero.
  init(json: String) {
    guard let object = try? JSONValue(parsing: json) else { return }
    host = object["host"]?.stringValue ?? ""
    process = object["pid"]?.int64Value ?? 0
    started = object["started"]?.int64Value ?? 0
    connections = object["connections"]?.int64Value ?? 0
    messages = object["messages"]?.int64Value ?? 0
  }

  var json: [UInt8] {
    JSONValue.object([
      "host": .string(host), "pid": .number(JSONNumber(process)), "started": .number(JSONNumber(started)),
      "connections": .number(JSONNumber(connections)), "messages": .number(JSONNumber(messages)),
    ]).encoded
  }
}
