import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

private func systemRead(_ bytes: UnsafeMutableRawPointer?, _ count: Int) -> Int { read(0, bytes, count) }

/// The lines of standard input, where that is no terminal: waited for on a thread of their own.
final class InputLines: Sendable {
  /// Longer lines are handed over in pieces: no message is that long.
  private static let longest = 1 << 20

  private struct State {
    var bytes: [UInt8] = []
    var isAtEnd = false

    mutating func takeLine() -> String? {
      if let end = bytes.firstIndex(of: 0x0A) {
        defer { bytes.removeFirst(end + 1) }
        // Some systems end lines with CR LF.
        let isPair = end > 0 && bytes[end - 1] == 0x0D
        return String(decoding: bytes[..<(isPair ? end - 1 : end)], as: UTF8.self)
      }
      guard !bytes.isEmpty, isAtEnd || bytes.count > longest else { return nil }
      defer { bytes = [] }
      return String(decoding: bytes, as: UTF8.self)
    }
  }

  private let state = Mutex(State())

  /// The next line; nil at the end, or when the task was cancelled.
  func next() async -> String? {
    await BlockingThreads.run { isCancelled in self.wait(isCancelled: isCancelled) } ?? nil
  }

  private func wait(isCancelled: () -> Bool) -> String? {
    while !isCancelled() {
      let (line, isAtEnd) = state.withLock { ($0.takeLine(), $0.isAtEnd) }
      if let line { return line }
      if isAtEnd { return nil }
      var waited = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
      guard poll(&waited, 1, 100) > 0 else { continue }
      var chunk = [UInt8](repeating: 0, count: 65_536)
      let count = chunk.withUnsafeMutableBytes { systemRead($0.baseAddress, $0.count) }
      if count < 0, errno == EINTR || errno == EAGAIN { continue }
      state.withLock { state in
        if count > 0 { state.bytes += chunk[..<count] } else { state.isAtEnd = true }
      }
    }
    return nil
  }
}
