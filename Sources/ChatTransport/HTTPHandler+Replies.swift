import NIOCore
import NIOHTTP1

/// Writing replies.
extension HTTPHandler {
  /// Answers now although the request is not complete, and closes.
  func refuse(_ reply: HTTPReply) {
    exchange?.head.headers.replaceOrAdd(name: "Connection", value: "close")
    answer(reply)
  }

  func answer(_ reply: HTTPReply) {
    switch state {
    case .closing, .finishing, .gone: return
    case .idle, .receiving, .responding: break
    }
    guard let exchange else { return }
    self.exchange = nil
    let head = exchange.head
    // The parser takes nothing more after a request that asked for another protocol.
    let keepsAlive = head.isKeepAlive && !head.headers.contains(name: "Upgrade")
    var headers = reply.headers
    if case .engine = exchange.purpose { CrossOrigin.addHeaders(to: &headers, for: head, shared.configuration.origins) }
    let hasBody = reply.status.mayHaveResponseBody
    if hasBody { headers.replaceOrAdd(name: "Content-Length", value: String(reply.body.readableBytes)) }
    if !keepsAlive {
      headers.replaceOrAdd(name: "Connection", value: "close")
    } else if head.version == .http1_0 {
      headers.replaceOrAdd(name: "Connection", value: "keep-alive")
    }
    let isLast = !keepsAlive || !wasReceived
    let end = NIODeadline.now() + shared.configuration.keepAlive
    // Flushing may tell at once that the channel takes more: the last reply must not be ended by that as well.
    state = isLast ? .closing(until: end) : .finishing(until: end)
    write(.head(HTTPResponseHead(version: head.version, status: reply.status, headers: headers)))
    if hasBody, head.method != .HEAD, reply.body.readableBytes > 0 { write(.body(.byteBuffer(reply.body))) }
    if isLast { write(.end(nil)) }
    channel.flush()
    if isLast {
      closeSoon()
    } else if channel.isWritable {
      finishReply()
    }
  }

  /// Lets the next request in.
  func finishReply() {
    guard case .finishing = state else { return }
    state = .idle(until: .now() + shared.configuration.keepAlive)
    write(.end(nil))
    channel.flush()
  }

  /// Whether the request has come in whole.
  private var wasReceived: Bool {
    if case .responding = state { true } else { false }
  }

  func write(_ part: HTTPServerResponsePart) {
    pipeline.write(part)
  }

  private func closeSoon() {
    // A slow client gets the time of a kept connection for the rest of its reply.
    let time = pipeline.tap.pendingBytes > 0 ? shared.configuration.keepAlive : Self.lingerTime
    state = .closing(until: .now() + time)
    channel.close(mode: .output, promise: nil)
  }

  /// The head is too large or cannot be parsed: there is no request to answer, so the reply goes straight out.
  func headRefused(_ status: HTTPResponseStatus) {
    switch state {
    case .idle: break
    case .closing, .gone: return
    case .receiving, .responding, .finishing: return closeNow()
    }
    pipeline.tap.write(
      ByteBuffer(
        string: "HTTP/1.1 \(status.code) \(status.reasonPhrase)\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"))
    pipeline.tap.flush()
    closeSoon()
  }

  func closeNow() { channel.close(promise: nil) }
}
