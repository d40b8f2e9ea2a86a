import NIOCore
import NIOPosix
import RedisClient

/// A TCP server that greets as a Redis does, then answers every command with the same bytes.
enum FakeRedis {
  static func withServer<Result>(
    answer: String, version: String = "7.0.0", _ body: (RedisEndpoint) async throws -> Result
  ) async throws -> Result {
    let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(Handler(answer: answer, version: version))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    let endpoint = RedisEndpoint(address: .host("127.0.0.1", port: server.localAddress?.port ?? 0))
    do {
      let result = try await body(endpoint)
      try await server.close()
      return result
    } catch {
      try await server.close()
      throw error
    }
  }

  private final class Handler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let answer: String
    private let version: String

    init(answer: String, version: String) {
      self.answer = answer
      self.version = version
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      let command = String(buffer: unwrapInboundIn(data))
      if command.contains("INFO") {
        let report = "redis_version:\(version)\r\nrun_id:x\r\nrole:master\r\n"
        write(":1\r\n$\(report.utf8.count)\r\n\(report)\r\n", context)
      } else if command.contains("KILL") {
        write(":0\r\n", context)
      } else {
        write(answer, context)
      }
    }

    private func write(_ text: String, _ context: ChannelHandlerContext) {
      context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
    }
  }
}
