import LineEditor

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  write(descriptor, bytes, count)
}

/// Where results and everything else go: results to standard output, the rest to standard error.
struct Output: Sendable {
  /// How far long work is; whatever else is written takes its place.
  let progress = ProgressLine()
  /// Whether standard output is a terminal.
  let isTerminal = isatty(STDOUT_FILENO) == 1

  /// Whether results have colours: on a terminal, unless NO_COLOR says otherwise.
  var hasColours: Bool {
    guard isTerminal else { return false }
    if let asked = getenv("NO_COLOR"), asked.pointee != 0 { return false }
    return getenv("TERM").map { String(cString: $0) } != "dumb"
  }

  /// Writes lines for people; what is longer than the terminal goes through `$PAGER`, where that is set.
  func page(_ lines: [String]) throws(AdminError) {
    let bytes = Array(lines.map { $0 + "\n" }.joined().utf8)
    var size = winsize()
    guard isTerminal, isatty(STDIN_FILENO) == 1, let pager = getenv("PAGER").map({ String(cString: $0) }),
      !pager.isEmpty, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_row > 0,
      lines.count >= Int(size.ws_row), let pipe = popen(pager, "w")
    else { return try result(bytes) }
    // Who leaves the pager early does not want the rest.
    _ = bytes.withUnsafeBytes { fwrite($0.baseAddress, 1, $0.count, pipe) }
    pclose(pipe)
  }

  /// Writes a part of a result.
  func result(_ bytes: [UInt8]) throws(AdminError) {
    progress.clear()
    try Self.write(bytes, to: STDOUT_FILENO)
  }

  /// Writes a line of a result.
  func result(line: String) throws(AdminError) { try result(Array(line.utf8) + [0x0A]) }

  /// Says something that is no result.
  func note(_ line: String) {
    progress.clear()
    // Where even this cannot be written there is nobody left to tell.
    try? Self.write(Array(line.utf8) + [0x0A], to: STDERR_FILENO)
  }

  /// Begins a line that somebody will answer on.
  func prompt(_ question: String) {
    progress.clear()
    try? Self.write(Array(question.utf8), to: STDERR_FILENO)
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) throws(AdminError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
      if written > 0 {
        rest = rest.dropFirst(written)
      } else if errno == EAGAIN {
        var waited = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&waited, 1, -1)
      } else if errno != EINTR {
        throw AdminError(.failed, "The result cannot be written: \(String(cString: strerror(errno))).")
      }
    }
  }
}
