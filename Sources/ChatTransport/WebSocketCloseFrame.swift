import EngineIO
import NIOCore

/// The payload of a Close frame (RFC 6455, 5.5.1 and 7.4).
enum WebSocketCloseFrame {
  /// Checks what a client sent: the code to answer with, or why it is refused.
  static func check(_ payload: ByteBuffer) -> Result<UInt16?, WebSocketCloseFrameError> {
    var payload = payload
    guard payload.readableBytes > 0 else { return .success(nil) }
    guard let code = payload.readInteger(as: UInt16.self), isAllowed(code) else { return .failure(.badCode) }
    var validator = UTF8Validator()
    let isText = payload.withUnsafeReadableBytes { validator.consume($0) } && validator.isComplete
    return isText ? .success(code) : .failure(.badReason)
  }

  private static func isAllowed(_ code: UInt16) -> Bool {
    switch code {
    case 1000...1003, 1007...1014, 3000...4999: true
    default: false
    }
  }
}

/// What is wrong with a Close frame.
enum WebSocketCloseFrameError: Error {
  case badCode
  case badReason
}
