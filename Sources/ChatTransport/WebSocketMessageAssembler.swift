import EngineIO
import NIOCore

/// Puts a message's fragments together, within ``WebSocketLimits``. A message of one frame never comes here.
struct WebSocketMessageAssembler {
  enum Result {
    case more
    case text(ByteBuffer)
    case binary(ByteBuffer)
    case refused(EngineCloseReason)
  }

  private struct Partial {
    var isText: Bool
    var bytes: ByteBuffer
    var fragments: Int
    var deadline: NIODeadline
    var validator: UTF8Validator
  }

  private let limits: WebSocketLimits
  private var partial: Partial?

  init(limits: WebSocketLimits) {
    self.limits = limits
  }

  /// Whether a message has begun and not ended.
  var isUnderWay: Bool { partial != nil }

  func isOverdue(now: NIODeadline) -> Bool {
    guard let partial else { return false }
    return now >= partial.deadline
  }

  mutating func began(isText: Bool, _ bytes: ByteBuffer, now: NIODeadline) -> Result {
    guard bytes.readableBytes <= limits.maxMessageBytes else { return .refused(.tooLarge) }
    var validator = UTF8Validator()
    if isText, !bytes.withUnsafeReadableBytes({ validator.consume($0) }) { return .refused(.invalidText) }
    partial = Partial(
      isText: isText, bytes: bytes, fragments: 1, deadline: now + limits.maxFragmentTime, validator: validator)
    return .more
  }

  mutating func continued(_ bytes: ByteBuffer, isLast: Bool) -> Result {
    guard var message = partial else { return .refused(.protocolError) }
    partial = nil
    message.fragments += 1
    guard message.fragments <= limits.maxFragments else { return .refused(.policy) }
    guard message.bytes.readableBytes + bytes.readableBytes <= limits.maxMessageBytes else {
      return .refused(.tooLarge)
    }
    if message.isText, !bytes.withUnsafeReadableBytes({ message.validator.consume($0) }) {
      return .refused(.invalidText)
    }
    message.bytes.writeImmutableBuffer(bytes)
    guard isLast else {
      partial = message
      return .more
    }
    guard message.isText else { return .binary(message.bytes) }
    return message.validator.isComplete ? .text(message.bytes) : .refused(.invalidText)
  }
}
