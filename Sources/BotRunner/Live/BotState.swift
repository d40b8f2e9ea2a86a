import ChatModel
import Foundation
import JSONText
import Rendering

/// What the runner remembers of one bot: who it is, how far it has read, and when its schedules came last. Files are for
/// their owner only.
public struct BotState: Sendable {
  /// What stands in the file.
  struct Contents: Sendable, Equatable {
    var resume: String?
    var positions: [RoomID: LogPosition] = [:]
    /// When a schedule came last, in Unix milliseconds.
    var schedules: [String: Int64] = [:]
  }

  private let folder: String
  var workFolder: String { folder + "/work" }
  var storageFile: String { folder + "/storage.json" }
  private var file: String { folder + "/state.json" }

  /// The state of a plugin.
  ///
  /// - Parameter root: folder of all states.
  public init(root: String, plugin: String) { folder = root + "/" + plugin }

  /// Makes the folder.
  ///
  /// - Throws: ``BotError`` when that is not possible.
  public func prepare() throws(BotError) {
    do {
      try FileManager.default.createDirectory(
        atPath: workFolder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw BotError("\(TerminalText.escaped(folder)) cannot be made.", hint: "Choose another --state-dir.")
    }
  }

  func read() throws(BotError) -> Contents {
    guard FileManager.default.fileExists(atPath: file) else { return Contents() }
    guard let data = FileManager.default.contents(atPath: file), let json = try? JSONValue(parsing: data) else {
      throw BotError(
        "\(TerminalText.escaped(file)) is damaged.", hint: "Remove it: the bot begins as somebody new then.")
    }
    var contents = Contents()
    contents.resume = json["resume"]?.stringValue
    for entry in json["positions"]?.objectValue?.entries ?? [] {
      if let room = RoomID(entry.key), let epoch = entry.value["epoch"]?.stringValue.flatMap({ Epoch($0) }),
        let seq = entry.value["seq"]?.int64Value, let position = LogPosition(epoch: epoch, seq: seq)
      {
        contents.positions[room] = position
      }
    }
    for entry in json["schedules"]?.objectValue?.entries ?? [] {
      if let time = entry.value.int64Value { contents.schedules[entry.key] = time }
    }
    return contents
  }

  func write(_ contents: Contents) throws(BotError) {
    var positions = JSONObject()
    for (room, position) in contents.positions.sorted(by: { $0.key < $1.key }) {
      positions[room.rawValue] = [
        "epoch": .string(position.epoch.rawValue), "seq": .number(JSONNumber(position.seq)),
      ]
    }
    var schedules = JSONObject()
    for (name, time) in contents.schedules.sorted(by: { $0.key < $1.key }) {
      schedules[name] = .number(JSONNumber(time))
    }
    var object: JSONObject = ["positions": .object(positions), "schedules": .object(schedules)]
    if let resume = contents.resume { object["resume"] = .string(resume) }
    try PrivateFile.write(JSONValue.object(object).encoded, to: file)
  }
}
