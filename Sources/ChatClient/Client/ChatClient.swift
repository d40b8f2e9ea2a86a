public import ChatModel
public import NIOCore
import NIOPosix
import NIOWebSocket
import TransportSecurity

/// A client of a Parlor server that stays connected: it comes back by itself, as the same person, into the same rooms,
/// and brings what was said meanwhile, each message once.
///
/// ```swift
/// let client = ChatClient(ChatClientConfiguration(server: try ServerURL("http://127.0.0.1:3000")))
/// async let running: Void = client.run()
/// try await client.join(RoomID("lobby")!)
/// for await event in client.events {
///   if case .message(let message) = event { … }
/// }
/// ```
///
/// It lives on one event loop, and so do its requests. Events are taken by one consumer, from ``events``.
public actor ChatClient {
  /// What the client hears, from the start on.
  public nonisolated let events: ChatEvents
  /// The executor of the event loop the client lives on.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private nonisolated let executor: any SerialExecutor
  private let eventLoop: any EventLoop
  private let queue: EventQueue
  private let configuration: ChatClientConfiguration
  private var machine: ClientStateMachine
  private var waiters: [RequestID: CheckedContinuation<Result<ClientAnswer, ChatClientError>, Never>] = [:]
  private var ending: CheckedContinuation<ChatClientError?, Never>?
  private var channel: (any Channel)?
  /// Counts connections: what an earlier one still reports is passed over.
  private var connection = 0
  /// Whether the connection is a WebSocket already: before, it takes no frames.
  private var isOpen = false
  private var isPaused = false
  private var connectsWhenResumed = false
  /// The end of the connection closed last.
  private var closing: EventLoopFuture<Void>?
  private var timer: (task: Scheduled<Void>, due: ContinuousClock.Instant)?

  /// A client that ``run()`` starts.
  ///
  /// - Parameters:
  ///   - configuration: all it is told.
  ///   - eventLoop: the event loop it lives on; nil for one of the process' own.
  public init(_ configuration: ChatClientConfiguration, eventLoop: (any EventLoop)? = nil) {
    let eventLoop = eventLoop ?? MultiThreadedEventLoopGroup.singleton.any()
    self.configuration = configuration
    self.eventLoop = eventLoop
    executor = eventLoop.executor
    machine = ClientStateMachine(configuration) { Double.random(in: 0...1) }
    queue = EventQueue(policy: configuration.eventPolicy)
    events = ChatEvents(queue: queue)
    queue.whenDrained { [weak self] in
      guard let client = self else { return }
      eventLoop.execute { client.assumeIsolated { $0.resumeReading() } }
    }
  }

  /// How the client stands.
  public var state: ClientState { machine.state }
  /// Who the server said the client is; nil before.
  public var me: ChatMember? { machine.me }
  /// The newest token to come back with as the same person.
  public var resumeToken: String? { machine.resume }
  /// Where reading stands in each room: everything up to there was made an event.
  public var positions: [RoomID: LogPosition] { machine.positions }

  // MARK: Life

  /// Runs the client until it is closed or its task is cancelled: both end it in order. To be called once.
  ///
  /// - Throws: ``ChatClientError`` when the server turns the client away for good, such as `banned` or `unauthorized`.
  public func run() async throws(ChatClientError) {
    precondition(ending == nil && machine.life == .idle || machine.life == .closed, "A client runs once.")
    guard machine.life == .idle else { return }
    let error = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        ending = continuation
        perform(machine.started(now: .now))
      }
    } onCancel: {
      Task { await self.close() }
    }
    if let error { throw error }
  }

  /// Ends the client: it leaves the server, requests that wait fail with `closed`, and ``events`` end.
  ///
  /// - Parameter error: what those requests and ``run()`` fail with instead; nil for an end in order.
  public func close(because error: ChatClientError? = nil) { perform(machine.stopped(error)) }

  // MARK: Requests

  func answer(to request: ClientRequest) async throws(ChatClientError) -> ClientAnswer {
    let id = machine.newRequestID()
    let result = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        waiters[id] = continuation
        perform(machine.requested(id, request, now: .now))
      }
    } onCancel: {
      Task { await self.cancel(id) }
    }
    return try result.get()
  }

  /// Tells a room that one is writing; the server passes it on once in three seconds, and nobody is told if not.
  public func typing(in room: RoomID) { perform(machine.typed(in: room)) }

  private func cancel(_ id: RequestID) { perform(machine.cancelled(id, now: .now)) }
}

// MARK: - What the channel reports

extension ChatClient {
  func transportOpened(_ number: Int) {
    guard number == connection else { return }
    isOpen = true
    machine.transportOpened(now: .now)
  }

  func received(_ text: [UInt8], on number: Int) {
    if number == connection { perform(machine.received(text, now: .now)) }
  }

  func readCompleted(on number: Int) {
    guard number == connection else { return }
    channel?.flush()
    schedule()
  }

  func transportClosed(_ number: Int, _ error: ChatClientError) {
    guard number == connection else { return }
    forgetChannel()
    perform(machine.transportClosed(error, now: .now))
  }
}

// MARK: - Doing what the state machine says

extension ChatClient {
  private func perform(_ actions: [ClientStateMachine.Action]) {
    for action in actions {
      switch action {
      case .connect: open()
      case .send(let text): send(text)
      case .closeTransport: closeChannel()
      case .emit(let event): queue.push(event)
      case .finish(let id, let result): waiters.removeValue(forKey: id)?.resume(returning: result)
      case .end(let error): end(error)
      }
    }
    guard !actions.isEmpty else { return }
    channel?.flush()
    regulate()
    schedule()
  }

  private func open() {
    // Before what waits was taken there is no use in more.
    if case .backPressure(let limit) = queue.policy, queue.count >= limit, !machine.hasCallers, queue.pause() {
      connectsWhenResumed = true
    } else {
      connect()
    }
  }

  private func connect() {
    connection += 1
    let (number, configuration) = (connection, configuration)
    UpgradeHandler.types
    ClientBootstrap(group: eventLoop)
      .connectTimeout(TimeAmount(configuration.connectDeadline))
      .channelOption(.tcpOption(.tcp_nodelay), value: 1)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let handler = UpgradeHandler(
            server: configuration.server, client: self, connection: number,
            maxMessageBytes: configuration.maxMessageBytes)
          try UpgradeHandler.add(handler, to: channel, trust: configuration.trust)
        }
      }
      .connect(host: configuration.server.host, port: configuration.server.port)
      .whenComplete { result in self.assumeIsolated { $0.connected(number, result) } }
  }

  private func connected(_ number: Int, _ result: Result<any Channel, any Error>) {
    switch result {
    case .success(let channel) where number == connection && machine.life != .closed: self.channel = channel
    case .success(let channel): channel.close(promise: nil)
    case .failure(let error as SecurityError): transportClosed(number, ChatClientError(error))
    case .failure:
      let error = ChatClientError(
        .unreachable, "\(configuration.server) does not answer.", hint: "Is a server running there?")
      transportClosed(number, error)
    }
  }

  private func send(_ text: [UInt8]) {
    guard isOpen else { return }
    channel?.write(WebSocketFrame.masked(.text, ByteBuffer(bytes: text)), promise: nil)
  }

  /// Says goodbye, where that can be said already, and closes; what the channel reports from here on does not count.
  private func closeChannel() {
    let isOpen = isOpen
    guard let channel else { return forgetChannel() }
    forgetChannel()
    closing = channel.closeFuture
    guard isOpen else { return channel.close(promise: nil) }
    let goodbye = WebSocketFrame.masked(.connectionClose, ByteBuffer(bytes: [0x03, 0xE8]))
    channel.writeAndFlush(goodbye).whenComplete { _ in channel.close(promise: nil) }
    // A server that takes nothing any more is not waited for.
    let force = eventLoop.scheduleTask(in: .seconds(1)) { channel.close(promise: nil) }
    channel.closeFuture.whenComplete { _ in force.cancel() }
  }

  private func forgetChannel() {
    connection += 1
    channel = nil
    isOpen = false
    isPaused = false
    connectsWhenResumed = false
  }

  private func end(_ error: ChatClientError?) {
    queue.finish()
    timer?.task.cancel()
    timer = nil
    guard let ending else { return }
    self.ending = nil
    if let closing {
      closing.whenComplete { _ in ending.resume(returning: error) }
    } else {
      ending.resume(returning: error)
    }
  }
}

// MARK: - Back-pressure and time

extension ChatClient {
  /// Reads while events are taken. Where they are not, reading goes on for as long as somebody waits for an answer: who
  /// takes events may be just that one.
  private func regulate() {
    guard case .backPressure(let limit) = queue.policy else { return }
    if isPaused || connectsWhenResumed, machine.hasCallers, queue.count < limit + EventPolicy.reserve {
      resumeReading()
    }
    guard machine.life == .live, queue.count >= limit else { return }
    if machine.hasCallers {
      guard queue.count >= limit + EventPolicy.reserve else { return }
      perform(machine.consumerStuck())
    }
    guard !isPaused, let channel, queue.pause() else { return }
    isPaused = true
    machine.readingPaused()
    setReading(false, of: channel)
  }

  private func resumeReading() {
    if connectsWhenResumed {
      connectsWhenResumed = false
      if case .connecting = machine.life { connect() }
    }
    guard isPaused, let channel else { return }
    isPaused = false
    machine.readingResumed(now: .now)
    setReading(true, of: channel)
    schedule()
  }

  private func setReading(_ isReading: Bool, of channel: any Channel) {
    // A channel that is just closing takes no options, and needs none.
    channel.setOption(.autoRead, value: isReading).whenComplete { _ in }
  }

  private func schedule() {
    guard let due = machine.deadline else {
      timer?.task.cancel()
      timer = nil
      return
    }
    // A timer that is early finds nothing to do and sets the next one.
    if let timer, timer.due <= due { return }
    timer?.task.cancel()
    let wait = max(.zero, due - .now)
    let task = eventLoop.scheduleTask(in: TimeAmount(wait) + .milliseconds(1)) {
      self.assumeIsolated { $0.timePassed() }
    }
    timer = (task, due)
  }

  private func timePassed() {
    timer = nil
    perform(machine.timePassed(now: .now))
    schedule()
  }
}
