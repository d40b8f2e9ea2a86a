import NIOPosix
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Lines of standard input, waited for without holding up anything else.
final class StandardInput: Sendable {
  /// A line longer than this is none that a person or a script would write.
  private static let longest = 1 << 20

  private let buffered = Mutex<[UInt8]>([])

  /// The next line, without its end; nil at the end of input, or when waiting was cancelled.
  func line() async -> String? {
    let isCancelled = Flag()
    return await withTaskCancellationHandler {
      // The thread pool is never shut down, so this cannot fail.
      try? await NIOThreadPool.singleton.runIfActive { self.wait(isCancelled) }
    } onCancel: {
      isCancelled.set()
    }
  }

  private func wait(_ isCancelled: Flag) -> String? {
    var isAtEnd = false
    while !isCancelled.isSet {
      if let line = take(isAtEnd: isAtEnd) { return line }
      if isAtEnd { return nil }
      var waited = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
      guard poll(&waited, 1, 100) > 0 else { continue }
      var chunk = [UInt8](repeating: 0, count: 65_536)
      let count = systemRead(STDIN_FILENO, &chunk)
      if count < 0, errno == EINTR || errno == EAGAIN { continue }
      isAtEnd = count <= 0
      if count > 0 { buffered.withLock { $0 += chunk[..<count] } }
    }
    return nil
  }

  private func take(isAtEnd: Bool) -> String? {
    buffered.withLock { bytes in
      if let end = bytes.firstIndex(of: 0x0A) {
        let line = String(decoding: bytes[..<end], as: UTF8.self)
        bytes.removeFirst(end + 1)
        return line
      }
      guard !bytes.isEmpty, isAtEnd || bytes.count > Self.longest else { return nil }
      defer { bytes = [] }
      return String(decoding: bytes, as: UTF8.self)
    }
  }

  private final class Flag: Sendable {
    private let value = Mutex(false)
    var isSet: Bool { value.withLock { $0 } }
    func set() { value.withLock { $0 = true } }
  }
}
