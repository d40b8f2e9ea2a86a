import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  write(descriptor, bytes, count)
}

/// What became of lines that were to be written.
enum WriteOutcome: Equatable {
  case written
  /// Nobody reads them any more, or the task was cancelled while nobody did.
  case unread
  /// They cannot be written; the reason, in the system's words.
  case failed(String)
}

/// Lines on their way to a descriptor, whole and one after another, whoever writes them.
final class OutputLines: Sendable {
  /// What a pipe takes at once when it takes anything.
  private static let piece = 4096

  /// Where results go.
  static let results = OutputLines(1)
  /// Where what goes wrong is said.
  static let complaints = OutputLines(2)

  private let descriptor: Mutex<Int32>

  private init(_ descriptor: Int32) { self.descriptor = Mutex(descriptor) }

  /// Writes lines.
  @discardableResult
  func write(_ lines: [String]) async -> WriteOutcome {
    if lines.isEmpty { return .written }
    let bytes = Array(lines.map { $0 + "\n" }.joined().utf8)
    return await BlockingThreads.run { isCancelled in
      self.descriptor.withLock { Self.write(bytes, to: $0, isCancelled: isCancelled) }
    } ?? .unread
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32, isCancelled: () -> Bool) -> WriteOutcome {
    var rest = bytes[...]
    while !rest.isEmpty {
      var waited = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
      guard poll(&waited, 1, 100) > 0 else {
        if isCancelled() { return .unread }
        continue
      }
      let count = rest.prefix(piece).withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if errno != EINTR, errno != EAGAIN {
        return errno == EPIPE ? .unread : .failed(String(cString: strerror(errno)))
      }
    }
    return .written
  }
}
