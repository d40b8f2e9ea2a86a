import NIOCore
import NIOPosix
public import RedisClient
import Synchronization

/// A server that greets as a Redis does, then answers every command with the same bytes.
public enum FakeRedis {
  /// Runs `body` while it listens.
  ///
  /// - Parameters:
  ///   - answer: what it says to all but the greeting.
  ///   - version: the version it says it has.
  ///   - socket: the Unix socket to listen on; a TCP port of its own unless given.
  ///   - silentConnections: so many connections are taken first and never answered.
  public static func withServer<Result>(
    answer: String, version: String = "7.0.0", socket: String? = nil, silentConnections: Int = 0,
    _ body: (RedisEndpoint) async throws -> Result
  ) async throws -> Result {
    let silent = Mutex(silentConnections)
    let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        let isSilent = silent.withLock { left in
          defer { left -= 1 }
          return left > 0
        }
        return channel.eventLoop.makeCompletedFuture {
          if !isSilent { try channel.pipeline.syncOperations.addHandler(Handler(answer: answer, version: version)) }
        }
      }
    let (server, address): (any Channel, RedisEndpoint.Address)
    if let socket {
      server = try await bootstrap.bind(unixDomainSocketPath: socket).get()
      address = .unixSocket(path: socket)
    } else {
      server = try await bootstrap.bind(host: "127.0.0.1", port: 0).get()
      address = .host("127.0.0.1", port: server.localAddress?.port ?? 0)
    }
    do {
      let result = try await body(RedisEndpoint(address: address))
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
