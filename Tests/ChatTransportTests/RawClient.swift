import NIOCore
import NIOPosix

/// A TCP connection that sends and reads plain bytes, with just enough HTTP and WebSocket to say wrong things with.
struct RawClient {
  struct Response: Equatable {
    var status: Int
    var headers: [String: String]
    var body: String
  }

  struct Frame: Equatable {
    var firstByte: UInt8
    var payload: [UInt8]

    var text: String { String(decoding: payload, as: UTF8.self) }

    var closeCode: Int? {
      firstByte == 0x88 && payload.count >= 2 ? Int(payload[0]) << 8 | Int(payload[1]) : nil
    }

    static func text(_ text: String) -> Frame { Frame(firstByte: 0x81, payload: Array(text.utf8)) }
  }

  struct Ended: Error {}
  struct Unexpected: Error {
    let what: String
  }

  private final class Collector: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    let continuation: AsyncStream<ByteBuffer>.Continuation

    init(_ continuation: AsyncStream<ByteBuffer>.Continuation) { self.continuation = continuation }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      continuation.yield(Self.unwrapInboundIn(data))
    }

    func channelInactive(context: ChannelHandlerContext) { continuation.finish() }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
  }

  let channel: any Channel
  private var iterator: AsyncStream<ByteBuffer>.Iterator
  private var buffer = ByteBuffer()

  /// Connects. With `reads` false nothing is ever read, as by a client that hangs.
  init(port: Int, reads: Bool = true) async throws {
    let (stream, continuation) = AsyncStream.makeStream(of: ByteBuffer.self)
    iterator = stream.makeAsyncIterator()
    channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .channelOption(.autoRead, value: reads)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(Collector(continuation))
        }
      }
      .connect(host: "127.0.0.1", port: port)
      .get()
  }

  func close() async { try? await channel.close().get() }

  // MARK: Sending

  func send(_ bytes: [UInt8]) async throws { try await channel.writeAndFlush(ByteBuffer(bytes: bytes)) }

  func send(_ text: String) async throws { try await send(Array(text.utf8)) }

  /// Sends a request without waiting for its answer.
  func request(_ method: String, _ target: String, headers: [String] = [], body: String? = nil) async throws {
    try await send(Self.request(method, target, headers: headers, body: body))
  }

  static func request(_ method: String, _ target: String, headers: [String] = [], body: String? = nil) -> String {
    var lines = ["\(method) \(target) HTTP/1.1", "Host: chat.example.org"] + headers
    if let body { lines.append("Content-Length: \(body.utf8.count)") }
    return lines.joined(separator: "\r\n") + "\r\n\r\n" + (body ?? "")
  }

  /// Sends a frame as a client must: masked, unless told otherwise.
  func send(
    frame firstByte: UInt8, _ payload: [UInt8], masked: Bool = true, declaredLength: Int? = nil
  ) async throws {
    try await send(Self.frame(firstByte, payload, masked: masked, declaredLength: declaredLength))
  }

  func send(text: String) async throws { try await send(frame: 0x81, Array(text.utf8)) }

  static func frame(
    _ firstByte: UInt8, _ payload: [UInt8], masked: Bool = true, declaredLength: Int? = nil
  ) -> [UInt8] {
    let length = declaredLength ?? payload.count
    let mark: UInt8 = masked ? 0x80 : 0
    var bytes = [firstByte]
    if length < 126 {
      bytes.append(mark | UInt8(length))
    } else if length < 65_536 {
      bytes += [mark | 126, UInt8(length >> 8), UInt8(length & 0xFF)]
    } else {
      bytes.append(mark | 127)
      bytes += (0..<8).reversed().map { UInt8(truncatingIfNeeded: length >> ($0 * 8)) }
    }
    guard masked else { return bytes + payload }
    let key: [UInt8] = [0x12, 0x34, 0x56, 0x78]
    return bytes + key + payload.enumerated().map { $1 ^ key[$0 % 4] }
  }

  // MARK: Reading

  private mutating func more() async throws {
    guard var next = await iterator.next() else { throw Ended() }
    buffer.writeBuffer(&next)
  }

  private mutating func line() async throws -> String {
    while true {
      let view = buffer.readableBytesView
      if let end = view.firstIndex(of: 0x0A) {
        let line = buffer.readString(length: end - view.startIndex + 1) ?? ""
        return String(line.dropLast())
      }
      try await more()
    }
  }

  private mutating func bytes(_ count: Int) async throws -> [UInt8] {
    while buffer.readableBytes < count { try await more() }
    return buffer.readBytes(length: count) ?? []
  }

  /// Reads one HTTP response; `isHead` if it has no body whatever its length says.
  mutating func response(isHead: Bool = false) async throws -> Response {
    let status = try await line()
    let parts = status.split(separator: " ")
    guard parts.count >= 2, let code = Int(parts[1]) else { throw Unexpected(what: status) }
    var headers: [String: String] = [:]
    while true {
      let header = try await line().trimmed
      guard !header.isEmpty else { break }
      let colon = header.firstIndex(of: ":") ?? header.endIndex
      headers[header[..<colon].lowercased()] = String(header[colon...].dropFirst()).trimmed
    }
    let length = isHead || code == 101 ? 0 : Int(headers["content-length"] ?? "0") ?? 0
    return Response(
      status: code, headers: headers, body: String(decoding: try await bytes(length), as: UTF8.self))
  }

  /// Reads one frame.
  mutating func frame() async throws -> Frame {
    let head = try await bytes(2)
    var length = Int(head[1] & 0x7F)
    if length == 126 {
      length = try await bytes(2).reduce(0) { $0 << 8 | Int($1) }
    } else if length == 127 {
      length = try await bytes(8).reduce(0) { $0 << 8 | Int($1) }
    }
    return Frame(firstByte: head[0], payload: try await bytes(length))
  }

  /// Reads and throws away all there is until the server ends the connection.
  mutating func waitForEnd() async {
    while await iterator.next() != nil {}
    await close()
  }

  /// The code of the Close frame that ends this WebSocket; nil if it breaks off. Messages before it are skipped.
  mutating func closeCode() async -> Int? {
    while let frame = try? await frame() {
      if let code = frame.closeCode { return code }
    }
    return nil
  }
}

extension String {
  var trimmed: String {
    String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
  }
}
