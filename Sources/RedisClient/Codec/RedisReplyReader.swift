import CHiredis
import NIOCore

/// Bytes in, replies out: libhiredis' reader, and the only type that sees its memory.
///
/// It refuses what is larger, longer or deeper than its limits. Any error is final: the connection must be closed.
final class RedisReplyReader {
  /// How much is given to libhiredis at once: it moves its buffer as it reads, so large pieces cost more.
  private static let pieceBytes = 16_384

  private let reader: UnsafeMutablePointer<redisReader>
  private let functions: UnsafeMutablePointer<redisReplyObjectFunctions>
  private let limits: UnsafeMutablePointer<ArrayLimits>
  private let maxReplyBytes: Int
  private var unread = ByteBuffer()
  /// The bytes given to libhiredis since the last complete reply.
  private var unfinishedBytes = 0

  /// A reader with these limits; `nil` when there is no memory.
  init?(maxReplyBytes: Int, maxElements: Int, maxDepth: Int = 7) {
    guard let reader = redisReaderCreate(), let defaults = reader.pointee.fn else { return nil }
    self.reader = reader
    self.maxReplyBytes = maxReplyBytes
    functions = .allocate(capacity: 1)
    functions.initialize(to: defaults.pointee)
    limits = .allocate(capacity: 1)
    limits.initialize(to: ArrayLimits(defaults: defaults.pointee, maxElements: maxElements, maxDepth: maxDepth))
    // libhiredis reserves memory for as many elements as an array announces, before any of them has arrived.
    functions.pointee.createArray = { task, count in
      guard let task, let context = task.pointee.privdata else { return nil }
      let limits = context.assumingMemoryBound(to: ArrayLimits.self)
      guard limits.pointee.allow(count: Int(count), in: task) else { return nil }
      return limits.pointee.defaults.createArray?(task, count)
    }
    reader.pointee.fn = functions
    reader.pointee.privdata = UnsafeMutableRawPointer(limits)
    reader.pointee.maxbuf = 0
  }

  deinit {
    redisReaderFree(reader)
    functions.deinitialize(count: 1).deallocate()
    limits.deinitialize(count: 1).deallocate()
  }

  /// Takes what was read from the connection.
  func append(_ bytes: ByteBuffer) {
    if unread.readableBytes == 0 {
      unread = bytes
    } else {
      unread.writeImmutableBuffer(bytes)
    }
  }

  /// The next complete reply; `nil` when more bytes are needed.
  func next() throws(RedisError) -> RESPValue? {
    while true {
      var raw: UnsafeMutableRawPointer?
      guard redisReaderGetReply(reader, &raw) == REDIS_OK else { throw violation() }
      if let raw {
        defer { freeReplyObject(raw) }
        unfinishedBytes = Int(reader.pointee.len) - Int(reader.pointee.pos)
        guard let value = Self.value(of: raw.assumingMemoryBound(to: redisReply.self)) else {
          throw RedisError(.protocolViolation, "Redis sent a kind of reply that was not asked for.")
        }
        return value
      }
      guard try feedPiece() else { return nil }
    }
  }

  private func feedPiece() throws(RedisError) -> Bool {
    let count = min(unread.readableBytes, Self.pieceBytes)
    guard count > 0 else { return false }
    unfinishedBytes += count
    guard unfinishedBytes <= maxReplyBytes else {
      throw RedisError(.protocolViolation, "A reply of Redis is larger than \(maxReplyBytes) bytes.")
    }
    let status = unread.readWithUnsafeReadableBytes { bytes in
      (count, redisReaderFeed(reader, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), count))
    }
    guard status == REDIS_OK else { throw violation() }
    return true
  }

  private func violation() -> RedisError {
    if limits.pointee.hasRefused {
      return RedisError(
        .protocolViolation, "A reply of Redis nests too deep or has more than \(limits.pointee.maxElements) elements.")
    }
    return RedisError(
      .protocolViolation, "What answers is not speaking the Redis protocol.",
      hint: "check that the address is that of a Redis")
  }

  /// A copy of a reply; `nil` for a type that RESP 2 does not have. The reader has limited the depth.
  private static func value(of reply: UnsafeMutablePointer<redisReply>) -> RESPValue? {
    switch reply.pointee.type {
    case REDIS_REPLY_STRING:
      return .bulk(ByteBufferAllocator().buffer(bytes: bytes(of: reply)))
    case REDIS_REPLY_INTEGER:
      return .integer(Int64(reply.pointee.integer))
    case REDIS_REPLY_STATUS:
      return .status(String(decoding: bytes(of: reply), as: UTF8.self))
    case REDIS_REPLY_NIL:
      return .null
    case REDIS_REPLY_ERROR:
      return .error(RedisReplyError(line: String(decoding: bytes(of: reply), as: UTF8.self)))
    case REDIS_REPLY_ARRAY:
      let count = Int(reply.pointee.elements)
      var values: [RESPValue] = []
      values.reserveCapacity(count)
      for index in 0..<count {
        guard let element = reply.pointee.element?[index], let value = value(of: element) else { return nil }
        values.append(value)
      }
      return .array(values)
    default:
      return nil
    }
  }

  private static func bytes(of reply: UnsafeMutablePointer<redisReply>) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: reply.pointee.str, count: Int(reply.pointee.len))
  }
}

/// What the reader's array callback needs; it cannot capture.
private struct ArrayLimits {
  let defaults: redisReplyObjectFunctions
  let maxElements: Int
  let maxDepth: Int
  var hasRefused = false

  mutating func allow(count: Int, in task: UnsafePointer<redisReadTask>) -> Bool {
    var depth = 1
    var parent = task.pointee.parent
    while let above = parent {
      depth += 1
      parent = above.pointee.parent
    }
    if count > maxElements || depth > maxDepth { hasRefused = true }
    return !hasRefused
  }
}
