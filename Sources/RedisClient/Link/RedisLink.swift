import Logging
import NIOCore
import NIOPosix
import TransportSecurity

/// Runs a `RedisLinkStateMachine` over NIO channels: one connection at a time, its reader, and the bytes of a tick.
///
/// It belongs to its event loop. Replies of the greeting stay here; all others go to the owner.
final class RedisLink {
  let eventLoop: any EventLoop
  private let configuration: RedisClientConfiguration
  private let logger: Logger
  private var machine: RedisLinkStateMachine
  private weak var owner: (any RedisLinkOwner)?

  private var channel: (any Channel)?
  private var handler: RedisChannelHandler?
  private var reader: RedisReplyReader?
  private var timer: Scheduled<Void>?
  private var attempt = 0
  private var isReading = false
  private var isFlushScheduled = false
  private var hasWarned = false
  private var writer = RESPWriter()
  /// Whom to believe that it is Redis, over TLS; read at the first attempt.
  private var trust: ServerTrust?

  init(
    configuration: RedisClientConfiguration, replacesConnections: Bool, eventLoop: any EventLoop, logger: Logger
  ) {
    self.configuration = configuration
    self.eventLoop = eventLoop
    self.logger = logger
    machine = RedisLinkStateMachine(
      endpoint: configuration.endpoint, scripts: configuration.scripts,
      backoff: .init(
        minimum: configuration.backoff.minimum.nanoseconds, maximum: configuration.backoff.maximum.nanoseconds),
      replacesConnections: replacesConnections)
  }

  /// Connects, and keeps reconnecting until `stop`.
  func start(for owner: any RedisLinkOwner) {
    self.owner = owner
    if machine.started() == .connect { connect() }
  }

  /// Appends a command; all of a tick go out in one write.
  @inline(__always)
  func write(_ encode: (inout RESPWriter) -> Void) {
    encode(&writer)
    guard !isReading, !isFlushScheduled else { return }
    isFlushScheduled = true
    eventLoop.assumeIsolated().execute {
      self.isFlushScheduled = false
      self.flush()
    }
  }

  /// Closes the connection for good.
  func stop() {
    machine.stopped()
    flush()
    close()
  }

  /// Gives the connection up; another attempt follows.
  func fail(_ error: RedisError) {
    let action = machine.failed(random: .random(in: 0...1))
    guard case .waitThenConnect(let nanoseconds) = action else { return }
    close()
    logger.log(
      level: hasWarned ? .debug : .warning, "redis link lost",
      metadata: ["endpoint": "\(configuration.endpoint)", "error": "\(error)"])
    hasWarned = true
    schedule(after: .nanoseconds(nanoseconds)) { link in
      if link.machine.waited() == .connect { link.connect() }
    }
    owner?.linkFailed(error)
  }

  // MARK: What the channel's handler tells

  func received(_ bytes: ByteBuffer) {
    guard let reader else { return }
    isReading = true
    reader.append(bytes)
    do throws(RedisError) {
      // The owner may fail or stop the link on any reply; then this reader is not the link's any more.
      while self.reader === reader, let reply = try reader.next() {
        if machine.isReady {
          owner?.linkReceived(reply)
        } else {
          greetingReplied(reply)
        }
      }
    } catch {
      fail(error)
    }
  }

  func finishedRead() {
    isReading = false
    if machine.isReady { owner?.linkFinishedRead() }
    flush()
  }

  // MARK: Connecting

  private func connect() {
    attempt += 1
    let attempt = attempt
    owner?.linkConnects()
    let trust: ServerTrust?
    do throws(SecurityError) { trust = try trustForTLS() } catch {
      return fail(RedisError(.connectFailed, error.message, hint: error.hint))
    }
    let address = configuration.endpoint.address
    let bootstrap = ClientBootstrap(group: eventLoop)
      .connectTimeout(configuration.connectTimeout)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let pipeline = channel.pipeline.syncOperations
          if let trust, case .host(let host, _) = address {
            try pipeline.addHandler(trust.makeHandler(host: host))
          }
          try pipeline.addHandler(RedisChannelHandler())
        }
      }
    let connected =
      switch address {
      case .host(let host, let port): bootstrap.connect(host: host, port: port)
      case .unixSocket(let path): bootstrap.connect(unixDomainSocketPath: path)
      }
    connected.assumeIsolated().whenComplete { result in
      switch result {
      case .success(let channel):
        guard attempt == self.attempt, case .send(let steps) = self.machine.connected() else {
          channel.close(promise: nil)
          return
        }
        self.greet(on: channel, steps)
      case .failure(let error):
        guard attempt == self.attempt else { return }
        self.fail(RedisError(connecting: error, to: self.configuration.endpoint))
      }
    }
  }

  private func trustForTLS() throws(SecurityError) -> ServerTrust? {
    let endpoint = configuration.endpoint
    guard endpoint.isEncrypted else { return nil }
    let found =
      if let trust { trust } else {
        try endpoint.authorities == nil ? ServerTrust.system() : ServerTrust(authorities: endpoint.authorities)
      }
    trust = found
    return found
  }

  /// A channel's failure, in the words of who connects.
  func failed(_ error: any Error) {
    if ServerTrust.isAbruptEnd(error) {
      fail(RedisError(.connectionLost, "Redis closed the connection."))
    } else if let fault = ServerTrust.fault(error, of: "Redis at \(configuration.endpoint)") {
      fail(RedisError(.connectFailed, fault.message, hint: fault.hint))
    } else {
      fail(RedisError(.connectionLost, "The connection to Redis failed: \(error)."))
    }
  }

  private func greet(on channel: any Channel, _ steps: [GreetingStep]) {
    self.channel = channel
    // Only now: a host with several addresses has several channels tried at once, and one of them succeeds.
    handler = try? channel.pipeline.syncOperations.handler(type: RedisChannelHandler.self)
    guard channel.isActive, let handler else {
      fail(RedisError(.connectionLost, "Redis closed the connection."))
      return
    }
    handler.attach(self)
    reader = RedisReplyReader(
      maxReplyBytes: configuration.maxReplyBytes, maxElements: configuration.maxReplyElements)
    guard reader != nil else {
      fail(RedisError(.connectFailed, "There is no memory for a connection to Redis."))
      return
    }
    schedule(after: configuration.connectTimeout) { link in
      if link.machine.isGreeting {
        link.fail(RedisError(.timedOut, "Redis took the connection but does not answer.", hint: "see whether it hangs"))
      }
    }
    send(steps)
  }

  private func send(_ steps: [GreetingStep]) {
    write { writer in
      for step in steps {
        let command = step.command(for: configuration.endpoint)
        writer.write(command.name, command.arguments)
      }
    }
  }

  private func greetingReplied(_ reply: RESPValue) {
    switch machine.replied(reply) {
    case .wait: break
    case .send(let steps): send(steps)
    case .fail(let error): fail(error)
    case .ready(let info, let hashes):
      timer?.cancel()
      timer = nil
      hasWarned = false
      logger.debug(
        "redis link ready", metadata: ["endpoint": "\(configuration.endpoint)", "version": "\(info.version)"])
      owner?.linkBecameReady(info, scriptHashes: hashes)
    }
  }

  private func flush() {
    guard let channel, !writer.isEmpty else { return }
    channel.writeAndFlush(writer.take(), promise: nil)
  }

  /// Lets the channel go; nothing of it is heard any more.
  private func close() {
    timer?.cancel()
    timer = nil
    handler?.detach()
    handler = nil
    reader = nil
    isReading = false
    writer.clear()
    channel?.close(promise: nil)
    channel = nil
  }

  private func schedule(after delay: TimeAmount, _ task: @escaping (RedisLink) -> Void) {
    timer?.cancel()
    timer = eventLoop.assumeIsolated().scheduleTask(in: delay) { [weak self] in
      if let self { task(self) }
    }
  }
}
