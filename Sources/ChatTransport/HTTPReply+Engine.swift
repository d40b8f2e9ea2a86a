import EngineIO
import NIOCore
import NIOHTTP1

extension HTTPReply {
  /// A polling answer.
  static func polled(_ payload: ByteBuffer) -> HTTPReply {
    HTTPReply(
      status: .ok,
      headers: ["Content-Type": "text/plain; charset=UTF-8", "Cache-Control": "no-store"],
      body: payload)
  }

  /// A polling answer of one packet without data.
  static func polled(_ type: EnginePacketType, _ version: EngineVersion) -> HTTPReply {
    var payload = PollingPayloadEncoder(version: version)
    payload.append(type)
    return polled(ByteBuffer(bytes: payload.bytes))
  }

  /// A session's first polling answer.
  static func polled(_ handshake: EngineHandshakePacket, _ version: EngineVersion) -> HTTPReply {
    var payload = PollingPayloadEncoder(version: version)
    payload.append(.open, handshake.text.utf8.dropFirst())
    return polled(ByteBuffer(bytes: payload.bytes))
  }

  static var ok: HTTPReply { polled(ByteBuffer(string: "ok")) }

  /// An Engine.IO error in its documented JSON form.
  static func refused(_ error: EngineRequestError) -> HTTPReply {
    json(status: HTTPResponseStatus(statusCode: error.status), error.json)
  }

  /// A refusal for a limit, in the same form.
  static func limited(status: HTTPResponseStatus, _ message: String) -> HTTPReply {
    json(status: status, #"{"code":4,"message":"\#(message)"}"#)
  }

  private static func json(status: HTTPResponseStatus, _ json: String) -> HTTPReply {
    HTTPReply(
      status: status, headers: ["Content-Type": "application/json", "Cache-Control": "no-store"],
      body: ByteBuffer(string: json))
  }
}
