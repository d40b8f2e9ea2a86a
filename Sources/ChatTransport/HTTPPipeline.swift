import NIOCore
import NIOHTTP1
import NIOWebSocket
import TransportSecurity

/// The handlers of one connection, first as HTTP and then maybe as WebSocket.
final class HTTPPipeline {
  private typealias Decoder = ByteToMessageHandler<HTTPRequestDecoder>

  let tap: OutboundTap
  private(set) lazy var meter = RequestHeadMeter(limit: maxHeaderBytes) { [weak self] in self?.headExceeded() }
  private let channel: any Channel
  private let maxHeaderBytes: Int
  private let isEncrypted: Bool
  private weak var http: HTTPHandler?
  private let decoder: Decoder
  private let encoder = HTTPResponseEncoder()
  private let pipelining = HTTPServerPipelineHandler()

  private init(channel: any Channel, configuration: TransportConfiguration) {
    self.channel = channel
    maxHeaderBytes = configuration.maxHeaderBytes
    isEncrypted = configuration.certificate != nil
    tap = OutboundTap(channel: channel)
    decoder = Self.makeDecoder(configuration)
  }

  private static func makeDecoder(_ configuration: TransportConfiguration) -> Decoder {
    var limits = NIOHTTPDecoderLimitConfiguration()
    limits.maxHeaderFieldSize = configuration.maxHeaderBytes
    limits.maxHeaderListSize = configuration.maxHeaderBytes
    limits.maxHeaderFieldCount = configuration.maxHeaderFields
    return Decoder(
      HTTPRequestDecoder(
        leftOverBytesStrategy: .forwardBytes, informationalResponseStrategy: .drop, limitConfiguration: limits))
  }

  /// To be touched before connections come in.
  ///
  /// Two threads that make the first decoder of a process at the same moment crash in the Swift runtime (6.3), which
  /// meets the half-made type of the one while it checks the conformance for the other.
  static let types: Void = { _ = makeDecoder(TransportConfiguration()) }()

  /// Makes a new connection speak HTTP. On its event loop.
  static func install(on channel: any Channel, shared: TransportShared) throws {
    let loop = shared.here(channel.eventLoop)
    let pipeline = HTTPPipeline(channel: channel, configuration: shared.configuration)
    let http = HTTPHandler(shared: shared, loop: loop, channel: channel, pipeline: pipeline)
    pipeline.http = http
    let operations = channel.pipeline.syncOperations
    if let certificate = shared.configuration.certificate { try operations.addHandler(certificate.makeHandler()) }
    try operations.addHandler(pipeline.tap)
    try operations.addHandler(pipeline.meter)
    try operations.addHandler(pipeline.encoder)
    try operations.addHandler(pipeline.decoder)
    try operations.addHandler(pipeline.pipelining)
    try operations.addHandler(http)
    loop.add(http)
  }

  func write(_ part: HTTPServerResponsePart) {
    channel.pipeline.syncOperations.write(NIOAny(part), promise: nil)
  }

  private func headExceeded() {
    http?.headRefused(.requestHeaderFieldsTooLarge)
  }

  /// Puts the WebSocket's handlers in place of the HTTP ones. `started` is called before the first frame is read.
  func becomeWebSocket(_ handler: WebSocketHandler, http: HTTPHandler, maxFrameSize: Int, started: () -> Void) {
    // One read a turn, so that the connection keeps one buffer.
    if let options = channel.syncOptions { try? options.setOption(.maxMessagesPerRead, value: 1) }
    let operations = channel.pipeline.syncOperations
    do {
      try operations.addHandler(ByteToMessageHandler(WebSocketFrameDecoder(maxFrameSize: maxFrameSize)))
      try operations.addHandler(handler)
    } catch {
      // Only a pipeline that is being torn down refuses handlers.
      channel.close(promise: nil)
    }
    operations.removeHandler(http, promise: nil)
    operations.removeHandler(meter, promise: nil)
    operations.removeHandler(pipelining, promise: nil)
    operations.removeHandler(encoder, promise: nil)
    if !isEncrypted { tap.takeSocket() }
    started()
    // Last, because frames may have come together with the request: it passes them on, in a later turn, and nobody
    // reports that they were all.
    operations.removeHandler(decoder).assumeIsolated().whenComplete { _ in handler.readCompleted() }
  }
}
