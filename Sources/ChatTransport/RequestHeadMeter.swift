import NIOCore

/// Counts the bytes of a request's head before they are parsed, and notes when the first one came.
final class RequestHeadMeter: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = ByteBuffer

  private let limit: Int
  private var bytes = 0
  private var isInHead = true
  private(set) var began: NIODeadline?
  private let exceeded: () -> Void

  init(limit: Int, exceeded: @escaping () -> Void) {
    self.limit = limit
    self.exceeded = exceeded
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let arrived = Self.unwrapInboundIn(data).readableBytes
    if isInHead {
      if began == nil { began = .now() }
      bytes += arrived
    }
    context.fireChannelRead(data)
    // Whether the head ended among these bytes is known now.
    if isInHead, bytes > limit { exceeded() }
  }

  func headEnded() {
    isInHead = false
    bytes = 0
    began = nil
  }

  func requestEnded() {
    isInHead = true
  }
}
