import ArgumentParser
import Configuration

/// Where the data is: the options of every command that goes straight to Redis, resolved as `parlor serve` does.
struct StoreOptions: ParsableArguments {
  @Option(
    help: """
      Redis: redis://[user:pass@]host[:port][/db], rediss:// for TLS, unix:///path or host:port. Also \
      variable REDIS_ADDRESS. (default: a private one in the data directory)
      """)
  var redis: String?
  @Option(help: "Folder of the private Redis. (default: $XDG_DATA_HOME/parlor or ~/.local/share/parlor)")
  var dataDir: String?
  @Option(help: "First part of every key in Redis. (default: parlor:)")
  var keyPrefix: String?
  @Option(help: ArgumentHelp("Configuration file. (default: parlor.yaml, if there is one)", valueName: "file"))
  var config: String?

  /// What holds, every value checked.
  func settings() throws -> ServeConfiguration {
    var flags: [String: [String]] = [:]
    let given: [(Setting, String?)] = [
      (.redis, redis), (.dataDirectory, dataDir), (.keyPrefix, keyPrefix),
    ]
    for case (let setting, let value?) in given { flags[setting.name] = [value] }
    let settings = try failing { () throws(ConfigurationError) in
      try ConfigurationFile.settings(flags: flags, limitFlags: [], path: config)
    }
    return try failing { () throws(ConfigurationError) in try ServeConfiguration(settings) }
  }
}
