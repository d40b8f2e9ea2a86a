import NIOCore
import NIOPosix

@testable import ChatClient

/// A server that takes connections and never says a word.
enum MuteServer {
  /// Runs `body` with its address, and with what comes each time somebody has connected and asked for a WebSocket.
  static func run(_ body: (ServerURL, AsyncStream<Void>) async throws -> Void) async throws {
    let (requests, came) = AsyncStream.makeStream(of: Void.self)
    let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(Listening { came.yield() })
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    do {
      try await body(try ServerURL("http://127.0.0.1:\(listener.localAddress?.port ?? 0)"), requests)
    } catch {
      try await listener.close()
      throw error
    }
    try await listener.close()
  }

  private final class Listening: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private let heard: @Sendable () -> Void

    init(_ heard: @escaping @Sendable () -> Void) { self.heard = heard }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) { heard() }
  }
}
