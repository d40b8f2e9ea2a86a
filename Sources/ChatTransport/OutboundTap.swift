import Glibc
import NIOCore

/// The first handler of every pipeline: what is written here goes straight to the socket, or to TLS.
///
/// Once the connection speaks WebSocket, what is flushed is given to the system at once, without the channel's queue in
/// between: at one write a delivery that queue is a third of the whole cost. Only what the socket does not take waits in
/// the channel, and everything after it until it is gone, so that the order holds.
final class OutboundTap: ChannelOutboundHandler {
  typealias OutboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  /// From how many unflushed bytes on the connection counts as not writable.
  private static let batchBytes = 65_536

  private var context: ChannelHandlerContext?
  private let channel: any Channel
  /// Open while the channel is active, and not one moment longer.
  private var socket: NIOBSDSocket.Handle?
  /// Whether the channel may hold bytes that have to go first.
  private var mayBeQueued = true
  /// What was written since the last flush.
  private var batch = ByteBuffer()
  /// All bytes ever written here; wraps around.
  private(set) var written = 0

  init(channel: any Channel) {
    self.channel = channel
  }

  func handlerAdded(context: ChannelHandlerContext) { self.context = context }

  func handlerRemoved(context: ChannelHandlerContext) {
    self.context = nil
    socket = nil
  }

  /// From now on nobody but this writes to the channel.
  ///
  /// Where something stands between it and the socket, such as encryption, this must not be called.
  func takeSocket() {
    // A channel that is no socket's, or closed already, keeps its queue.
    socket = try? channel.pipeline.syncOperations.withUnsafeTransportIfAvailable(of: NIOBSDSocket.Handle.self) { $0 }
  }

  /// Whether little is queued: below the channel's high water mark.
  var isWritable: Bool {
    batch.readableBytes < Self.batchBytes && (socket != nil && !mayBeQueued || channel.isWritable)
  }

  /// Bytes that the socket has not taken. Asks the channel: dearer than ``isWritable``.
  var pendingBytes: Int { batch.readableBytes + (mayBeQueued ? queuedBytes : 0) }

  private var queuedBytes: Int {
    guard let options = channel.syncOptions else { return 0 }
    return (try? options.getOption(.bufferedWritableBytes)) ?? 0
  }

  func write(_ bytes: ByteBuffer) {
    written &+= bytes.readableBytes
    if socket == nil {
      queue(bytes)
    } else if batch.readableBytes == 0 {
      batch = bytes
    } else {
      batch.writeImmutableBuffer(bytes)
    }
  }

  func flush() {
    guard socket != nil else {
      context?.flush()
      return
    }
    guard batch.readableBytes > 0 else { return }
    let bytes = batch
    batch = ByteBuffer()
    bytes.withUnsafeReadableBytes { send($0, of: bytes) }
  }

  /// Gives bytes to the socket, if nothing stands in the way: they may be shared by many, so their place in memory was
  /// looked up once.
  ///
  /// - Returns: false when something does; nothing was done then.
  func sendAtOnce(_ memory: UnsafeRawBufferPointer, of bytes: ByteBuffer) -> Bool {
    // A closed channel's descriptor may be another connection's by now.
    guard let socket, !mayBeQueued, batch.readableBytes == 0, channel.isActive else { return false }
    written &+= memory.count
    send(memory, of: bytes, to: socket)
    return true
  }

  private func send(_ memory: UnsafeRawBufferPointer, of bytes: ByteBuffer) {
    guard let socket, channel.isActive else { return }
    if mayBeQueued {
      guard queuedBytes == 0 else {
        queue(bytes)
        context?.flush()
        return
      }
      mayBeQueued = false
    }
    send(memory, of: bytes, to: socket)
  }

  @inline(__always)
  private func send(_ memory: UnsafeRawBufferPointer, of bytes: ByteBuffer, to socket: NIOBSDSocket.Handle) {
    let taken = Glibc.send(socket, memory.baseAddress, memory.count, Int32(MSG_NOSIGNAL))
    guard taken < memory.count else { return }
    // Errors other than a full buffer show themselves again to the channel, which closes then.
    var rest = bytes
    rest.moveReaderIndex(forwardBy: max(0, taken))
    queue(rest)
    context?.flush()
  }

  private func queue(_ bytes: ByteBuffer) {
    mayBeQueued = true
    context?.write(Self.wrapOutboundOut(bytes), promise: nil)
  }
}
