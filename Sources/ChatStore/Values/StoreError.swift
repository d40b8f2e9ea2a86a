public import ChatModel
public import RedisClient

/// Why a step on the store did not happen.
public struct StoreError: Error, Sendable, CustomStringConvertible {
  /// What happened to the store.
  public enum Code: Sendable, Equatable {
    /// It cannot be reached, or answers too late.
    case unavailable
    /// It takes no more data.
    case full
    /// Its user may not do that.
    case forbidden
    /// It answered what it should not.
    case unexpected
  }

  /// What happened.
  public let code: Code
  /// Whether the step may have been carried out all the same.
  public let mayHaveHappened: Bool
  /// For the log: it may name commands, never keys' contents.
  public let detail: String

  /// What a failed command means.
  public init(_ error: RedisError) {
    switch error.replyPrefix {
    case "OOM": code = .full
    case "NOPERM": code = .forbidden
    case nil, "LOADING", "READONLY", "MASTERDOWN", "BUSY", "MISCONF", "NOREPLICAS": code = .unavailable
    default: code = .unexpected
    }
    mayHaveHappened = error.wasSent
    detail = error.description
  }

  private init(_ code: Code, _ detail: String) {
    self.code = code
    self.detail = detail
    mayHaveHappened = false
  }

  /// There is no connection to the store.
  public static let away = StoreError(.unavailable, "There is no connection to the store.")

  /// Whoever asked does not want it any more.
  public static let interrupted = StoreError(.unavailable, "It was interrupted.")

  init(unexpected answer: String) {
    code = .unexpected
    mayHaveHappened = true
    detail = "The store's answer to \(answer) cannot be read."
  }

  /// For the log.
  public var description: String { detail }

  /// What a client is told.
  public var chatError: ChatError {
    switch code {
    case .unavailable:
      ChatError(
        .storeUnavailable, "The store is away for the moment.", hint: "Try again; nothing is needed from you.",
        retryAfter: 1000)
    case .full:
      ChatError(.storeFull, "The store is full.", hint: "Reading goes on; an administrator has to make room.")
    case .forbidden, .unexpected:
      ChatError(.internal, "Something went wrong here.", hint: "Try again; tell the administrator if it lasts.")
    }
  }
}
