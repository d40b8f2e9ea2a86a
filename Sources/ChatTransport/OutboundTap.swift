import NIOCore

/// The first handler of every pipeline: what is written here goes straight to the socket (later: to TLS).
final class OutboundTap: ChannelOutboundHandler {
  typealias OutboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private var context: ChannelHandlerContext?
  private let channel: any Channel
  /// All bytes ever written here; wraps around.
  private(set) var written = 0

  init(channel: any Channel) {
    self.channel = channel
  }

  func handlerAdded(context: ChannelHandlerContext) { self.context = context }

  func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

  /// Whether little is queued: below the channel's high water mark.
  var isWritable: Bool { channel.isWritable }

  /// Bytes that the socket has not taken. Asks the channel: dearer than ``isWritable``.
  var pendingBytes: Int {
    guard let options = channel.syncOptions else { return 0 }
    return (try? options.getOption(.bufferedWritableBytes)) ?? 0
  }

  func write(_ bytes: ByteBuffer) {
    written &+= bytes.readableBytes
    context?.write(Self.wrapOutboundOut(bytes), promise: nil)
  }

  func flush() {
    context?.flush()
  }
}
