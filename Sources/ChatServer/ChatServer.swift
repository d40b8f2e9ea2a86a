import ChatModel
import ChatStore
import ChatTransport
import EngineIO
public import Logging
public import NIOCore
import NIOHTTP1
import RedisClient
public import ServiceLifecycle
import SocketIO

/// One server of the chat: sockets in front, the store behind. Any number of servers on one store is one chat.
public final class ChatServer: Service {
  /// The connections to the store: run them beside the server, stop them after it.
  public var connections: [any Service] { [redis, subscriber] }

  private let configuration: ChatServerConfiguration
  private let eventLoops: [any EventLoop]
  private let group: any EventLoopGroup
  private let redis: RedisClient
  private let subscriber: RedisSubscriber
  private let logger: Logger
  private let readiness = Readiness()
  private let onListening: @Sendable (_ host: String, _ port: Int) -> Void

  /// A server that serves once `run` is called.
  ///
  /// - Parameter onListening: called with the address once clients can come.
  public init(
    configuration: ChatServerConfiguration, group: any EventLoopGroup, logger: Logger,
    onListening: @escaping @Sendable (_ host: String, _ port: Int) -> Void
  ) {
    self.configuration = configuration
    self.group = group
    self.logger = logger
    self.onListening = onListening
    eventLoops = Array(group.makeIterator())
    var redisConfiguration = RedisClientConfiguration(endpoint: configuration.endpoint, scripts: ChatStore.scripts)
    redisConfiguration.commandDeadline = .milliseconds(configuration.limits.commandMilliseconds)
    redis = RedisClient(configuration: redisConfiguration, eventLoop: eventLoops[0], logger: logger)
    subscriber = RedisSubscriber(configuration: redisConfiguration, eventLoop: eventLoops[0], logger: logger)
  }

  /// Serves until graceful shutdown: then clients are told when to come back, what is under way is finished, and the
  /// server's people leave.
  public func run() async throws {
    let chatLoop = eventLoops[0]
    let (chat, loops) = try await makeChat(on: chatLoop)
    let started = chatLoop.makePromise(of: Void.self)
    try await chatLoop.submit { chat.value.begin(started: started, redis: self.redis) }.get()
    let timeout = chatLoop.scheduleTask(in: .seconds(10)) { started.fail(ChatServerError.storeIsSilent) }
    try await started.futureResult.get()
    timeout.cancel()

    let servers: (chat: TransportServer, operations: TransportServer?)
    do { servers = try await listen(MetricsSource(chat: chat, loops: loops)) } catch {
      await leave(chat)
      throw error
    }
    let server = servers.chat
    // Logged first, so that who waits for the address finds the log of the start whole.
    logger.info("Serving.", metadata: ["host": "\(server.host)", "port": "\(server.port)"])
    onListening(server.host, server.port)
    try? await gracefulShutdown()

    readiness.become(.stopping)
    let spread = TimeAmount.milliseconds(configuration.limits.drainMilliseconds)
    try await chatLoop.submit { chat.value.announceStop(over: spread) }.get()
    await server.drain(spread: spread)
    await server.close()
    await leave(chat)
    await servers.operations?.close()
  }

  /// Opens the address for clients, and where it is wanted the one for who looks after the server.
  private func listen(_ metrics: MetricsSource) async throws -> (chat: TransportServer, operations: TransportServer?) {
    let assets = WebAssets()
    let page = WebResponder(
      readiness: readiness, metrics: metrics, part: configuration.opsPort == nil ? .everything : .page, assets: assets)
    let operations = WebResponder(readiness: readiness, metrics: metrics, part: .operations, assets: assets)
    var own: TransportServer?
    if let port = configuration.opsPort {
      var transport = TransportConfiguration()
      transport.port = port
      let server = try await start(
        transport, TransportRoutes { operations.reply(to: $0, on: $1) }, option: "--ops-port")
      logger.info("Serving /ready and /metrics.", metadata: ["host": "\(server.host)", "port": "\(server.port)"])
      own = server
    }
    do {
      return (try await start(transportConfiguration, routes(metrics.loops, page), option: "--port"), own)
    } catch {
      await own?.close()
      throw error
    }
  }

  private func start(
    _ transport: TransportConfiguration, _ routes: TransportRoutes, option: String
  ) async throws -> TransportServer {
    do {
      return try await TransportServer.start(transport, routes: routes, group: group, logger: logger)
    } catch let error as TransportStartError {
      throw ChatServerError(error, option: option)
    }
  }

  /// Takes this server and its people out of the store.
  private func leave(_ chat: NIOLoopBound<Chat>) async {
    try? await eventLoops[0].flatSubmit { chat.value.stop() }.get()
  }

  private func makeChat(
    on chatLoop: any EventLoop
  ) async throws -> (chat: NIOLoopBound<Chat>, loops: [NIOLoopBound<ChatLoop>]) {
    let flushWindow = TimeAmount.milliseconds(Int64(configuration.flushWindowMilliseconds))
    let presenceWindow = TimeAmount.milliseconds(configuration.limits.presenceWindowMilliseconds)
    let holder = NIOLoopBoundBox<Chat?>.makeEmptyBox(valueType: Chat.self, eventLoop: chatLoop)
    var loops: [NIOLoopBound<ChatLoop>] = []
    for (index, eventLoop) in eventLoops.enumerated() {
      let loop = try await eventLoop.submit {
        let deliver: @Sendable ([LoopEvent]) -> Void = { events in
          if chatLoop.inEventLoop {
            holder.value?.handle(events)
          } else {
            chatLoop.execute { holder.value?.handle(events) }
          }
        }
        return NIOLoopBound(
          ChatLoop(
            index: index, eventLoop: eventLoop, flushWindow: flushWindow, presenceWindow: presenceWindow,
            deliver: deliver),
          eventLoop: eventLoop)
      }.get()
      loops.append(loop)
    }
    let (allLoops, configuration, redis, subscriber) = (loops, configuration, redis, subscriber)
    let (eventLoops, readiness, logger) = (eventLoops, readiness, logger)
    let chat = try await chatLoop.submit {
      let store = ChatStore(
        redis: redis, keys: Keys(prefix: configuration.keyPrefix), limits: configuration.limits,
        permanentRoom: configuration.defaultRoom)
      let chat = Chat(
        configuration: configuration, loop: chatLoop, store: store, subscriber: subscriber,
        mailboxes: LoopMailboxes(chatLoop: chatLoop, loops: allLoops, eventLoops: eventLoops), readiness: readiness,
        logger: logger, clock: WallClock.milliseconds)
      holder.value = chat
      return NIOLoopBound(chat, eventLoop: chatLoop)
    }.get()
    subscriber.onEvent { holder.value?.subscriberEvent($0) }
    return (chat, loops)
  }

  private func routes(_ loops: [NIOLoopBound<ChatLoop>], _ responder: WebResponder) -> TransportRoutes {
    let limits = configuration.limits
    var routes = TransportRoutes { responder.reply(to: $0, on: $1) }
    let settings = SocketIOSettings(
      connectMilliseconds: limits.connectMilliseconds,
      limits: SocketIOLimits(
        depth: limits.jsonDepth, attachments: limits.attachments, unconnectedBytes: limits.unconnectedBytes))
    routes.engine("/socket.io/", ChatApplication(loops: loops, eventLoops: eventLoops, settings: settings))
    return routes
  }

  private var transportConfiguration: TransportConfiguration {
    let limits = configuration.limits
    var transport = TransportConfiguration()
    transport.host = configuration.host
    transport.port = configuration.port
    transport.certificate = configuration.certificate
    transport.maxPayload = limits.packetBytes
    transport.maxPacketsPerPayloadIn = limits.packetsIn
    transport.maxPacketsPerPayloadOut = limits.packetsOut
    transport.pingInterval = .milliseconds(limits.pingMilliseconds)
    transport.pingTimeout = .milliseconds(limits.pongMilliseconds)
    transport.maxFragments = limits.fragments
    transport.maxFragmentTime = .milliseconds(limits.fragmentMilliseconds)
    transport.maxOutboxBytes = limits.outboxBytes
    transport.maxStall = .milliseconds(limits.outboxStallMilliseconds)
    transport.maxHeaderBytes = limits.headerBytes
    transport.maxHeaderFields = limits.headerFields
    transport.maxHeaderTime = .milliseconds(limits.headerMilliseconds)
    transport.versions = configuration.servesOldClients ? [.three, .four] : [.four]
    transport.origins = OriginPolicy(allowed: Set(configuration.allowedOrigins))
    transport.trustedProxies = configuration.trustedProxies
    transport.sessions.includesLoopback = !configuration.trustedProxies.isEmpty
    transport.sessions.total = limits.sessions
    if limits.ratesHold {
      transport.sessions.perAddress = limits.sessionsPerAddress
      transport.sessions.burstPerAddress = limits.newSessionsBurst
      transport.sessions.perAddressAndMinute = limits.newSessionsPerMinute
    } else {
      transport.sessions.perAddress = nil
      transport.sessions.burstPerAddress = nil
    }
    return transport
  }
}
