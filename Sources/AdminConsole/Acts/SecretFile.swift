import Rendering

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A new file that only its owner may read.
struct SecretFile: ~Copyable {
  private let descriptor: Int32
  private let path: String

  /// Makes the file; one that exists is not touched.
  init(_ path: String) throws(AdminError) {
    descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    self.path = path
    if descriptor < 0 { throw Self.failure(path) }
  }

  deinit { close(descriptor) }

  /// Writes a line.
  func write(_ line: String) throws(AdminError) {
    let bytes = Array((line + "\n").utf8)
    guard systemWrite(descriptor, bytes, bytes.count) == bytes.count else { throw Self.failure(path) }
  }

  private static func failure(_ path: String) -> AdminError {
    AdminError(.failed, "\(TerminalText.escaped(path)) cannot be written: \(String(cString: strerror(errno))).")
  }
}
