import Rendering

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Files that only their owner may read, replaced whole.
enum PrivateFile {
  static func write(_ bytes: [UInt8], to path: String) throws(BotError) {
    let fresh = path + ".new"
    let file = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw failure(path) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { systemWrite(file, $0.baseAddress, $0.count) }
      guard count > 0 || errno == EINTR else {
        close(file)
        throw failure(path)
      }
      rest = rest.dropFirst(max(0, count))
    }
    close(file)
    guard rename(fresh, path) == 0 else { throw failure(path) }
  }

  private static func failure(_ path: String) -> BotError {
    BotError("\(TerminalText.escaped(path)) cannot be written: \(String(cString: strerror(errno))).")
  }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  write(descriptor, bytes, count)
}
