import Logging
import NIOCore
import NIOPosix
import RedisClient

/// One user of a directory: joins, revives the server, leaves. Between users the two locks keep the order:
///
/// - *users*: held shared by every user for as long as it is one. Who can take it alone is the last.
/// - *start*: held while one looks whether the server lives, starts it, or stops it.
actor DirectoryUse {
  /// How long another user may take to start or stop the server.
  private static let lockPatience = Duration.seconds(60)
  /// How long a server that was started may take until it listens, and a stopping one until it is gone.
  private static let processPatience = Duration.seconds(10)
  /// How long a server may take to read its data.
  private static let loadPatience = Duration.seconds(600)

  private struct Joined {
    let directory: RedisDirectory
    let users: FileLock
    let start: FileLock
  }

  private let dataDirectory: String
  private let program: RedisServerProgram
  private let logger: Logger
  private var joined: Joined?

  init(dataDirectory: String, program: RedisServerProgram, logger: Logger) {
    self.dataDirectory = dataDirectory
    self.program = program
    self.logger = logger
  }

  /// Becomes a user, with a server that answers.
  func join() async throws -> RedisEndpoint {
    if let joined { return joined.directory.endpoint }
    let directory = try RedisDirectory(dataDirectory: dataDirectory)
    let joining = Joined(
      directory: directory, users: try FileLock(path: directory.usersLock),
      start: try FileLock(path: directory.startLock))
    try await until(joining.start.tryExclusive, directory)
    defer { joining.start.unlock() }
    try await until(joining.users.tryShared, directory)
    try await findOrLaunch(directory)
    joined = joining
    return directory.endpoint
  }

  /// Starts the server again if it has died.
  func ensureRunning() async throws {
    guard let joined else { return }
    try await until(joined.start.tryExclusive, joined.directory)
    defer { joined.start.unlock() }
    try await findOrLaunch(joined.directory)
  }

  /// Is a user no more; the last one stops the server.
  func leave() async {
    guard let joined else { return }
    self.joined = nil
    do {
      try await until(joined.start.tryExclusive, joined.directory)
      defer { joined.start.unlock() }
      // Trying gives the shared lock up, whatever comes of it.
      guard joined.users.tryExclusive() else { return }
      defer { joined.users.unlock() }
      try await stopServer(joined.directory)
    } catch {
      logger.error("redis-server was left running", metadata: ["error": "\(error)"])
    }
  }

  // MARK: Under the start lock

  private func findOrLaunch(_ directory: RedisDirectory) async throws {
    if try await answersOrIsGone(directory) { return }
    try await program.checkVersion()
    logger.debug("redis-server starts", metadata: ["directory": "\(directory.path)"])
    directory.removePidFile()
    try await program.launch(in: directory)
    try await untilAnswering(directory)
  }

  private func stopServer(_ directory: RedisDirectory) async throws {
    // Its file with the number goes before the process does.
    guard let server = try await running(directory) else { return }
    let clock = ContinuousClock()
    let end = clock.now + Self.processPatience
    // One that is just starting does not listen yet, and a busy one may answer late.
    while server.isAlive, try await !shutDown(directory), clock.now < end {
      try await Task.sleep(for: .milliseconds(50))
    }
    while server.isAlive {
      guard clock.now < end else { throw Self.notAnswering(directory, "it does not end.") }
      try await Task.sleep(for: .milliseconds(10))
    }
  }

  /// The server's process. One that was just started is given time to write its number.
  private func running(_ directory: RedisDirectory) async throws -> ServerProcess? {
    for _ in 0..<50 {
      if let server = ServerProcess(of: directory) { return server }
      try await Task.sleep(for: .milliseconds(20))
    }
    return nil
  }

  /// Tells the server to end; whether it was told.
  private func shutDown(_ directory: RedisDirectory) async throws -> Bool {
    let client = RedisClient(
      configuration: RedisClientConfiguration(endpoint: directory.endpoint),
      eventLoop: MultiThreadedEventLoopGroup.singleton.any(),
      logger: Logger(label: "redis.stop") { _ in SwiftLogNoOpLogHandler() })
    let running = Task { try await client.run() }
    let isTold = try await client.connects()
    if isTold {
      do throws(RedisError) {
        // The append-only file is written and synced before it ends; there are no snapshots to save.
        _ = try await client.send("SHUTDOWN", ["NOSAVE"], deadline: .seconds(8))
      } catch {
        // Its answer is the end of the connection.
        if case .reply = error.code { logger.error("redis-server does not stop", metadata: ["error": "\(error)"]) }
      }
    }
    running.cancel()
    _ = await running.result
    return isTold
  }

  // MARK: Waiting

  /// Whether a server listens and is usable; waits while it reads its data.
  private func answers(_ directory: RedisDirectory) async throws -> Bool {
    let clock = ContinuousClock()
    let (end, silenceEnd) = (clock.now + Self.loadPatience, clock.now + Self.processPatience)
    while true {
      do throws(RedisError) {
        _ = try await RedisClient.probe(directory.endpoint)
        return true
      } catch {
        switch error.code {
        case .connectFailed, .connectionLost: return false
        case .reply(let reply) where reply.prefix == "LOADING" && clock.now < end: break
        // It listens before its files are written, which a slow disk draws out.
        case .timedOut where clock.now < silenceEnd: break
        case .tooOld:
          throw EmbeddedRedisError(
            .tooOld, error.message, hint: "stop all users of \(directory.path), then upgrade redis-server")
        default: throw Self.notAnswering(directory, error.message)
        }
      }
      try await Task.sleep(for: .milliseconds(100))
    }
  }

  /// Whether there is a usable server. One that lives and does not listen is on its way in or out.
  private func answersOrIsGone(_ directory: RedisDirectory) async throws -> Bool {
    let clock = ContinuousClock()
    let end = clock.now + Self.processPatience
    while true {
      if try await answers(directory) { return true }
      if try await isGone(directory) { return false }
      guard clock.now < end else { throw Self.notAnswering(directory, "it does not listen.") }
      try await Task.sleep(for: .milliseconds(20))
    }
  }

  private func untilAnswering(_ directory: RedisDirectory) async throws {
    let clock = ContinuousClock()
    let end = clock.now + Self.processPatience
    while clock.now < end {
      if try await answers(directory) { return }
      // It writes its number first of all, and leaves it behind when it fails.
      if directory.writtenPID != nil, try await isGone(directory) { break }
      try await Task.sleep(for: .milliseconds(20))
    }
    throw RedisServerProgram.notStarted(directory.lastLogLine, directory)
  }

  /// Looks twice: while a server changes its title it cannot be recognised for a moment.
  private func isGone(_ directory: RedisDirectory) async throws -> Bool {
    guard directory.writtenPID != nil else { return true }
    for _ in 0..<2 {
      if ServerProcess(of: directory) != nil { return false }
      try await Task.sleep(for: .milliseconds(10))
    }
    return true
  }

  private func until(_ isLocked: () -> Bool, _ directory: RedisDirectory) async throws {
    let clock = ContinuousClock()
    let end = clock.now + Self.lockPatience
    while !isLocked() {
      guard clock.now < end else { throw Self.locked(directory) }
      try await Task.sleep(for: .milliseconds(10))
    }
  }

  private static func locked(_ directory: RedisDirectory) -> EmbeddedRedisError {
    EmbeddedRedisError(
      .locked, "Another program has been starting or stopping the redis-server of \(directory.path) for long.",
      hint: "try again, or end that program")
  }

  private static func notAnswering(_ directory: RedisDirectory, _ reason: String) -> EmbeddedRedisError {
    EmbeddedRedisError(
      .notAnswering, "The redis-server of \(directory.path) runs but cannot be used: \(reason)",
      hint: "see \(directory.log); end it with kill, then try again")
  }
}

extension RedisClient {
  /// Whether the first attempt to connect succeeds.
  fileprivate func connects() async throws -> Bool {
    let promise = eventLoop.makePromise(of: Bool.self)
    onLinkChange { state in
      switch state {
      case .connecting: break
      // A promise keeps its first value.
      case .ready: promise.succeed(true)
      case .lost: promise.succeed(false)
      }
    }
    return try await promise.futureResult.get()
  }
}
