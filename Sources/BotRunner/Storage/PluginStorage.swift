import Foundation
public import JSONText
import Rendering

/// What a plugin keeps: values under keys, in one file of its own that is replaced whole.
public final class PluginStorage {
  /// Bytes a plugin may keep.
  public static let quota = 1 << 20
  private static let longestKey = 256

  private let path: String?
  private var values: JSONObject

  /// Opens the file, or begins anew where there is none.
  ///
  /// - Parameter path: the file; nil keeps all in memory only.
  /// - Throws: ``BotError`` when the file is there and cannot be read: nothing is overwritten then.
  public init(path: String?) throws(BotError) {
    self.path = path
    values = [:]
    guard let path, FileManager.default.fileExists(atPath: path) else { return }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw BotError("\(TerminalText.escaped(path)) cannot be read.", hint: "Check its rights.")
    }
    guard case .object(let object)? = try? JSONValue(parsing: data) else {
      throw BotError("\(TerminalText.escaped(path)) is damaged.", hint: "Mend it or move it away.")
    }
    values = object
  }

  /// The value under a key.
  public func get(_ key: String) -> JSONValue? { values[key] }

  /// The keys that begin so, in order.
  public func keys(_ prefix: String) -> [String] { values.keys.filter { $0.hasPrefix(prefix) }.sorted() }

  /// Puts a value under a key; null takes it away.
  ///
  /// - Throws: ``BotError`` beyond the quota, or when the file cannot be written: then nothing is changed.
  public func set(_ key: String, _ value: JSONValue) throws(BotError) {
    guard (1...Self.longestKey).contains(key.utf8.count) else { throw BotError("A key has 1 to 256 bytes.") }
    var next = values
    next.entries.removeAll { $0.key == key }
    if !value.isNull { next.entries.append(JSONObject.Entry(key: key, value: value)) }
    let bytes = JSONValue.object(next).encoded
    guard bytes.count <= Self.quota else {
      throw BotError("This plugin may keep \(Self.quota >> 10) KiB.", hint: "Delete what is not needed.")
    }
    if let path {
      do {
        try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
      } catch {
        throw BotError("\(TerminalText.escaped(path)) cannot be written.", hint: "Is there room on the disk?")
      }
    }
    values = next
  }
}
