import NIOCore

/// Hands what happens on a channel to its link, from being attached until being detached.
final class RedisChannelHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private var link: RedisLink?

  /// From now on the channel's events concern the link.
  func attach(_ link: RedisLink) {
    self.link = link
  }

  /// From now on the channel's events concern nobody.
  func detach() {
    link = nil
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    link?.received(unwrapInboundIn(data))
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    link?.finishedRead()
  }

  func channelInactive(context: ChannelHandlerContext) {
    link?.fail(RedisError(.connectionLost, "Redis closed the connection."))
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    link?.failed(error)
    context.close(promise: nil)
  }
}
