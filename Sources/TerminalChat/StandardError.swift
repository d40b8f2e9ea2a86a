#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  write(descriptor, bytes, count)
}

/// Where what goes wrong is said.
enum StandardError {
  /// Writes a line.
  static func write(_ line: String) {
    // Where even this cannot be written there is nobody left to tell.
    _ = Descriptor.write(line + "\n", to: 2)
  }
}

/// Where results go.
enum StandardOutput {
  /// Writes lines; false when nobody reads them any more.
  static func write(_ lines: [String]) -> Bool {
    lines.isEmpty || Descriptor.write(lines.map { $0 + "\n" }.joined(), to: 1)
  }
}

private enum Descriptor {
  static func write(_ text: String, to descriptor: Int32) -> Bool {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if errno == EAGAIN {
        var waited = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&waited, 1, -1)
      } else if errno != EINTR {
        return false
      }
    }
    return true
  }
}
