import Configuration
import Logging

/// Sets up the log once, on standard error: standard output is for results.
enum LogSetup {
  static func bootstrap(_ configuration: ServeConfiguration) {
    let level = Logger.Level(rawValue: configuration.logLevel.rawValue) ?? .info
    let format = configuration.logFormat
    LoggingSystem.bootstrap { label in
      var handler: any LogHandler =
        switch format {
        case .text: StreamLogHandler.standardError(label: label)
        case .json: JSONLogHandler(label: label)
        }
      handler.logLevel = level
      return handler
    }
  }
}
