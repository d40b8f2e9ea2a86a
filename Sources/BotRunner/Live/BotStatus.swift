import Foundation
import JSONText

/// How a bot fares, as its runner says every second.
public struct BotStatus: Sendable, Equatable {
  /// The plugin.
  public let name: String
  /// Its version.
  public let version: String
  /// How its connection stands.
  public let connection: String
  /// How its program fares.
  public let state: String

  private static let fresh: TimeInterval = 5
  private static func file(_ folder: String) -> String { folder + "/status.json" }

  static func write(_ all: [BotStatus], in folder: String) throws(BotError) {
    let items = all.map { bot -> JSONValue in
      [
        "name": .string(bot.name), "version": .string(bot.version), "connection": .string(bot.connection),
        "state": .string(bot.state),
      ]
    }
    try PrivateFile.write(JSONValue.array(items).encoded, to: file(folder))
  }

  static func remove(in folder: String) {
    // Without the file nothing runs, which is what is to be said.
    try? FileManager.default.removeItem(atPath: file(folder))
  }

  /// What a runner said last; nil when none runs.
  public static func read(in folder: String) -> [BotStatus]? {
    let path = file(folder)
    guard let date = (try? FileManager.default.attributesOfItem(atPath: path))?[.modificationDate] as? Date,
      Date.now.timeIntervalSince(date) < fresh, let data = FileManager.default.contents(atPath: path),
      case .array(let items)? = try? JSONValue(parsing: data)
    else { return nil }
    return items.map { item in
      BotStatus(
        name: item["name"]?.stringValue ?? "", version: item["version"]?.stringValue ?? "",
        connection: item["connection"]?.stringValue ?? "", state: item["state"]?.stringValue ?? "")
    }
  }
}
