import ChatModel
import NIOCore
import NIOWebSocket

/// Carries text messages between a WebSocket and the client; pings and the end are dealt with here.
final class WebSocketClientHandler: ChannelInboundHandler {
  typealias InboundIn = WebSocketFrame
  typealias OutboundOut = WebSocketFrame

  private let client: ChatClient
  private let connection: Int
  private var failure: ChatClientError?
  /// What came before anything may be said; nil from then on.
  private var early: [WebSocketFrame]? = []

  init(client: ChatClient, connection: Int) {
    self.client = client
    self.connection = connection
  }

  /// The connection is a WebSocket and nothing else any more.
  func open(_ channel: any Channel) {
    client.assumeIsolated { [connection] in $0.transportOpened(connection) }
    let frames = early ?? []
    early = nil
    for frame in frames { received(frame, on: channel) }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let frame = Self.unwrapInboundIn(data)
    if early == nil { received(frame, on: context.channel) } else { early?.append(frame) }
  }

  private func received(_ frame: WebSocketFrame, on channel: any Channel) {
    switch frame.opcode {
    case .text:
      let text = Array(frame.unmaskedData.readableBytesView)
      client.assumeIsolated { [connection] in $0.received(text, on: connection) }
    case .ping: channel.writeAndFlush(WebSocketFrame.masked(.pong, frame.unmaskedData), promise: nil)
    case .connectionClose:
      failure = Self.reason(frame.unmaskedData)
      channel.close(promise: nil)
    default: break
    }
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    client.assumeIsolated { [connection] in $0.readCompleted(on: connection) }
    context.fireChannelReadComplete()
  }

  func channelInactive(context: ChannelHandlerContext) {
    let error = failure ?? ChatClientError(.connectionLost, "The connection was lost.")
    client.assumeIsolated { [connection] in $0.transportClosed(connection, error) }
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    let isFrames = error is NIOWebSocketError || error is NIOWebSocketFrameAggregator.Error
    failure =
      failure
      ?? (isFrames
        ? .violation("The server sent a malformed or too large frame.")
        : ChatClientError(.connectionLost, "The connection was lost."))
    context.close(promise: nil)
  }

  /// What the server's Close frame means (RFC 6455, 7.4.1).
  private static func reason(_ payload: ByteBuffer) -> ChatClientError {
    var payload = payload
    let code = payload.readInteger(as: UInt16.self)
    return switch code {
    case 1001, 1012: ChatClientError(.connectionLost, "The server stops or restarts.")
    case 1008: ChatClientError(.connectionLost, "The server closed the connection: too slow, or against its rules.")
    case 1009: ChatClientError(.init(.tooLarge), "The server closed the connection: something was too large.")
    case 1002, 1007: ChatClientError(.connectionLost, "The server closed the connection: it did not understand.")
    default: ChatClientError(.connectionLost, "The server closed the connection.")
    }
  }
}

extension WebSocketFrame {
  /// A whole frame as a client sends it.
  static func masked(_ opcode: WebSocketOpcode, _ data: ByteBuffer) -> WebSocketFrame {
    WebSocketFrame(fin: true, opcode: opcode, maskKey: .random(), data: data)
  }
}
