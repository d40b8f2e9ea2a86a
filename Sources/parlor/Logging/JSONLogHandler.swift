import Foundation
import JSONText
import Logging

/// Log lines as one JSON object each, on standard error.
struct JSONLogHandler: LogHandler {
  let label: String
  var logLevel: Logger.Level = .info
  var metadata: Logger.Metadata = [:]

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    var line: JSONObject = [
      "time": .string(Date.now.formatted(.iso8601.time(includingFractionalSeconds: true))),
      "level": .string(event.level.rawValue),
      "message": .string(event.message.description),
    ]
    let all = metadata.merging(event.metadata ?? [:]) { $1 }
    for (key, value) in all.sorted(by: { $0.key < $1.key }) { line[key] = .string(value.description) }
    FileHandle.standardError.write(Data(JSONValue.object(line).encoded + [0x0A]))
  }
}
