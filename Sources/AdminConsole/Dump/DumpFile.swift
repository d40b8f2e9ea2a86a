import Crypto
import Rendering

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The file of a dump while it is written: `FILE.partial` until it is whole.
///
/// Bytes are gathered, hashed and written in large pieces; nothing is kept of what is written.
final class DumpFile {
  let path: String
  var partialPath: String { path + ".partial" }
  private let descriptor: Int32
  private var hash = SHA256()
  private var pending: [UInt8] = []
  /// Bytes written, those that are gathered included.
  private(set) var bytes: Int64 = 0

  /// Begins a file, or goes on after so many bytes of the partial one; what it has beyond them is cut off.
  init(path: String, goingOnAfter kept: Int64) throws(AdminError) {
    self.path = path
    descriptor = open(path + ".partial", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw WholeFile.failure("\(TerminalText.escaped(path)).partial cannot be written") }
    var chunk = [UInt8](repeating: 0, count: 1 << 20)
    while bytes < kept {
      let count = systemRead(descriptor, &chunk)
      guard count > 0 else {
        throw AdminError(
          .failed, "\(TerminalText.escaped(path)).partial is shorter than its notes say.",
          hint: "Delete it and begin anew.")
      }
      let part = chunk[..<Int(min(Int64(count), kept - bytes))]
      hash.update(data: part)
      bytes += Int64(part.count)
    }
    guard ftruncate(descriptor, Int(kept)) == 0, lseek(descriptor, Int(kept), SEEK_SET) == Int(kept) else {
      throw WholeFile.failure("\(TerminalText.escaped(path)).partial cannot be written")
    }
    pending.reserveCapacity(1 << 19)
  }

  deinit { close(descriptor) }

  /// Adds bytes.
  func add(_ more: some Collection<UInt8>) throws(AdminError) {
    pending.append(contentsOf: more)
    bytes += Int64(more.count)
    if pending.count >= 1 << 18 { try flush() }
  }

  /// Writes what is gathered.
  func flush() throws(AdminError) {
    try WholeFile.writeAll(pending, to: descriptor, path: partialPath)
    hash.update(data: pending)
    pending.removeAll(keepingCapacity: true)
  }

  /// Makes what is written last.
  func sync() throws(AdminError) {
    try flush()
    guard fsync(descriptor) == 0 else {
      throw WholeFile.failure("\(TerminalText.escaped(path)).partial cannot be written")
    }
  }

  /// Gives the file its name; answers its SHA-256.
  func finish() throws(AdminError) -> String {
    try sync()
    guard rename(partialPath, path) == 0 else {
      throw WholeFile.failure("\(TerminalText.escaped(path)) cannot be written")
    }
    WholeFile.syncFolder(of: path)
    return hash.finalize().map { Self.hex[Int($0)] }.joined()
  }

  /// The SHA-256 of a file and its size.
  static func digest(of path: String) throws(AdminError) -> (sha256: String, bytes: Int64) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw AdminError(.notFound, "\(TerminalText.escaped(path)) cannot be read: \(String(cString: strerror(errno))).")
    }
    defer { close(descriptor) }
    var hash = SHA256()
    var bytes: Int64 = 0
    var chunk = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = systemRead(descriptor, &chunk)
      guard count >= 0 else { throw WholeFile.failure("\(TerminalText.escaped(path)) cannot be read") }
      if count == 0 { return (hash.finalize().map { hex[Int($0)] }.joined(), bytes) }
      hash.update(data: chunk[..<count])
      bytes += Int64(count)
    }
  }

  private static let hex = (0..<256).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
}
