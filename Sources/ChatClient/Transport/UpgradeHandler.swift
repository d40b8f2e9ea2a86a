import NIOCore
import NIOHTTP1
import NIOWebSocket
import TransportSecurity

/// Asks for a WebSocket on a new connection; makes way for it when the server agrees.
final class UpgradeHandler: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPClientResponsePart
  typealias OutboundOut = HTTPClientRequestPart

  private let server: ServerURL
  private let client: ChatClient
  private let connection: Int
  private let maxMessageBytes: Int
  private let upgrader = NIOWebSocketClientUpgrader { channel, _ in channel.eventLoop.makeSucceededVoidFuture() }
  private var isAgreed = false
  private var failure: ChatClientError?

  init(server: ServerURL, client: ChatClient, connection: Int, maxMessageBytes: Int) {
    self.server = server
    self.client = client
    self.connection = connection
    self.maxMessageBytes = maxMessageBytes
  }

  /// Adds what speaks HTTP, and this behind it; in front, where the server is to be reached so, TLS.
  ///
  /// - Parameter trust: whom to believe who the server is; nil for the system's authorities.
  static func add(_ handler: UpgradeHandler, to channel: any Channel, trust: ServerTrust?) throws {
    let pipeline = channel.pipeline.syncOperations
    if handler.server.isEncrypted {
      let trust = try trust ?? ServerTrust.system()
      try pipeline.addHandler(trust.makeHandler(host: handler.server.host))
    }
    try pipeline.addHandlers([HTTPRequestEncoder(), makeDecoder(), handler])
  }

  private static func makeDecoder() -> ByteToMessageHandler<HTTPResponseDecoder> {
    ByteToMessageHandler(HTTPResponseDecoder(leftOverBytesStrategy: .forwardBytes))
  }

  /// To be read before the first connection of a process is made.
  ///
  /// Two threads that make the first decoder at the same moment crash in the Swift runtime (6.3), which meets the
  /// half-made type of the one while it checks the conformance for the other.
  static let types: Void = { _ = makeDecoder() }()

  func channelActive(context: ChannelHandlerContext) {
    var head = HTTPRequestHead(version: .http1_1, method: .GET, uri: "/socket.io/?EIO=4&transport=websocket")
    head.headers.add(name: "Host", value: server.authority)
    head.headers.add(name: "Connection", value: "Upgrade")
    head.headers.add(name: "Upgrade", value: "websocket")
    upgrader.addCustom(upgradeRequestHeaders: &head.headers)
    context.write(Self.wrapOutboundOut(.head(head)), promise: nil)
    context.writeAndFlush(Self.wrapOutboundOut(.end(nil)), promise: nil)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch Self.unwrapInboundIn(data) {
    case .head(let head):
      isAgreed = head.status == .switchingProtocols && upgrader.shouldAllowUpgrade(upgradeResponse: head)
      if !isAgreed { failure = Self.refusal(head.status) }
    case .body: break
    case .end:
      guard isAgreed else { return context.close(promise: nil) }
      do { try upgrade(context) } catch {
        failure = .violation("The connection cannot become a WebSocket.")
        context.close(promise: nil)
      }
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    let error =
      failure
      ?? ChatClientError(
        .unreachable, "The server closed the connection before letting anybody in.",
        hint: server.isEncrypted ? nil : "Perhaps it wants https://.")
    client.assumeIsolated { [connection] in $0.transportClosed(connection, error) }
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    // The end is told by the channel.
    guard !ServerTrust.isAbruptEnd(error) else { return context.close(promise: nil) }
    let fault = ServerTrust.fault(error, of: "\(server)").map { ChatClientError($0) }
    failure = failure ?? fault ?? .violation("What answers at \(server) speaks no HTTP.")
    context.close(promise: nil)
  }

  private func upgrade(_ context: ChannelHandlerContext) throws {
    let pipeline = context.pipeline.syncOperations
    let requests = try pipeline.handler(type: HTTPRequestEncoder.self)
    let responses = try pipeline.handler(type: ByteToMessageHandler<HTTPResponseDecoder>.self)
    let frames = ByteToMessageHandler(WebSocketFrameDecoder(maxFrameSize: maxMessageBytes))
    let whole = NIOWebSocketFrameAggregator(
      minNonFinalFragmentSize: 0, maxAccumulatedFrameCount: 1024, maxAccumulatedFrameSize: maxMessageBytes)
    let handler = WebSocketClientHandler(client: client, connection: connection)
    try pipeline.addHandlers([WebSocketFrameEncoder(), frames, whole, handler], position: .after(self))
    pipeline.removeHandler(requests, promise: nil)
    pipeline.removeHandler(context: context, promise: nil)
    // The decoder goes last, because it hands over what came with the answer. While it does so it takes what is
    // written for requests: until it is gone nothing may be said.
    let channel = context.channel
    let opened = NIOLoopBound(handler, eventLoop: context.eventLoop)
    pipeline.removeHandler(responses).assumeIsolated().whenComplete { _ in opened.value.open(channel) }
  }

  private static func refusal(_ status: HTTPResponseStatus) -> ChatClientError {
    switch status.code {
    case 429:
      ChatClientError(.unreachable, "The server takes no more connections from here.", hint: "Wait a little.")
    case 500...599: ChatClientError(.unreachable, "The server answers \(status.code): it cannot now.")
    default:
      ChatClientError(.unreachable, "The server answers \(status.code).", hint: "Is that a Parlor server?")
    }
  }
}
