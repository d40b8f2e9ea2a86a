import ArgumentParser
import Logging

/// Form of the log of `parlor bot`.
enum BotLogFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json

  /// Everything worth knowing, on standard error.
  var logger: Logger { logger(.info) }

  func logger(_ level: Logger.Level) -> Logger {
    let isJSON = self == .json
    var logger = Logger(label: "parlor.bot") { label in
      let handler: any LogHandler =
        isJSON ? JSONLogHandler(label: label) : StreamLogHandler.standardError(label: label)
      return handler
    }
    logger.logLevel = level
    return logger
  }
}
