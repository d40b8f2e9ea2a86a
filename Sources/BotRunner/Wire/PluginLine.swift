import JSONText

/// A line a plugin wrote: JSON-RPC 2.0, or something for its log.
enum PluginLine: Equatable {
  /// It answered a call.
  case answer(id: Int64, JSONValue)
  /// It could not do what was called.
  case failure(id: Int64, String)
  /// It asks for something; without an id it wants no answer.
  case request(id: JSONValue?, method: String, JSONObject)
  /// It is no JSON-RPC.
  case log(String)

  init(_ bytes: [UInt8]) {
    guard let value = try? JSONValue(parsing: bytes, maxDepth: 32), case .object(let object) = value else {
      self = .log(String(decoding: bytes, as: UTF8.self))
      return
    }
    if let method = object["method"]?.stringValue {
      let id = object["id"].flatMap { $0.isNull ? nil : $0 }
      self = .request(id: id, method: method, object["params"]?.objectValue ?? [:])
    } else if let id = object["id"]?.int64Value {
      if let error = object["error"], !error.isNull {
        self = .failure(id: id, error["message"]?.stringValue ?? "It gave no reason.")
      } else {
        self = .answer(id: id, object["result"] ?? .null)
      }
    } else {
      self = .log(String(decoding: bytes, as: UTF8.self))
    }
  }

  /// A call to a plugin; without an id it wants no answer.
  static func call(_ id: Int64?, _ method: String, _ params: JSONObject) -> [UInt8] {
    var object: JSONObject = ["jsonrpc": "2.0"]
    if let id { object["id"] = .number(JSONNumber(id)) }
    object["method"] = .string(method)
    object["params"] = .object(params)
    return JSONValue.object(object).encoded + [0x0A]
  }

  /// The answer to what a plugin asked for.
  static func reply(_ id: JSONValue, _ result: Result<JSONValue, BotError>) -> [UInt8] {
    var object: JSONObject = ["jsonrpc": "2.0", "id": id]
    switch result {
    case .success(let value): object["result"] = value
    case .failure(let error):
      object["error"] = ["code": -32000, "message": .string(error.description)]
    }
    return JSONValue.object(object).encoded + [0x0A]
  }
}
