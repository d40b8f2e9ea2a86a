import NIOCore

/// Keeps what was read until the handlers before it have made way: answers to it would go through them.
final class ReadHolder: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer

  private var held: [ByteBuffer] = []

  func channelRead(context: ChannelHandlerContext, data: NIOAny) { held.append(Self.unwrapInboundIn(data)) }

  func channelReadComplete(context: ChannelHandlerContext) {}

  /// Hands over what was held, and goes.
  func removeHandler(context: ChannelHandlerContext, removalToken: ChannelHandlerContext.RemovalToken) {
    for bytes in held { context.fireChannelRead(Self.wrapInboundOut(bytes)) }
    if !held.isEmpty { context.fireChannelReadComplete() }
    held = []
    context.leavePipeline(removalToken: removalToken)
  }
}
