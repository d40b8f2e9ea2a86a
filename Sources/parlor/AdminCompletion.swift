import AdminConsole
import Configuration
import RedisClient

/// What the shell's completion offers behind `parlor admin`: what the prompt would, from the same Redis.
enum AdminCompletion {
  /// Options of `parlor admin` that a value follows.
  private static let withValue: Set = ["--redis", "--data-dir", "--key-prefix", "--config", "--room", "--format"]

  /// The words that may come next.
  ///
  /// - Parameters:
  ///   - words: the words of the command line.
  ///   - index: the one being typed.
  static func candidates(_ words: [String], _ index: Int, _: String) async -> [String] {
    guard let start = words.firstIndex(of: "admin") else { return [] }
    var options: [String: String] = [:]
    var place = start + 1
    while place < min(index, words.count), words[place].hasPrefix("-") {
      if withValue.contains(words[place]), place + 1 < words.count {
        options[words[place]] = words[place + 1]
        place += 1
      }
      place += 1
    }
    guard place <= index, place <= words.count else { return [] }
    let command = Array(words[place..<min(index + 1, words.count)])
    var flags: [String: [String]] = [:]
    for (name, setting) in [
      ("--redis", Setting.redis), ("--data-dir", .dataDirectory), ("--key-prefix", .keyPrefix),
    ] {
      if let value = options[name] { flags[setting.name] = [value] }
    }
    // What is wrong with the settings is said when the command runs; here nothing is offered.
    guard
      let read = try? ConfigurationFile.settings(flags: flags, limitFlags: [], path: options["--config"]),
      let settings = try? ServeConfiguration(read)
    else { return [] }
    return await AdminRun(settings).candidates(for: command, room: options["--room"])
  }
}
