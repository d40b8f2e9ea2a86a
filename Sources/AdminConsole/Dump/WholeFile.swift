import FoundationEssentials
import Rendering

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Small files that are only ever whole: written beside, synced, and renamed.
enum WholeFile {
  /// Reads a JSON file; nil when there is none.
  static func read<Value: Decodable>(_ type: Value.Type, at path: String) throws(AdminError) -> Value? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT { return nil }
      throw failure("\(TerminalText.escaped(path)) cannot be read")
    }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = systemRead(descriptor, &chunk)
      if count == 0 { break }
      guard count > 0 else { throw failure("\(TerminalText.escaped(path)) cannot be read") }
      bytes += chunk[..<count]
      guard bytes.count < 256 << 20 else { throw AdminError(.failed, "\(TerminalText.escaped(path)) is too large.") }
    }
    do { return try JSONDecoder().decode(type, from: Data(bytes)) } catch {
      throw AdminError(.failed, "\(TerminalText.escaped(path)) is not what it should be.", hint: "It may be damaged.")
    }
  }

  /// Writes a JSON file.
  static func write(_ value: some Encodable, to path: String) throws(AdminError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let data: Data
    do { data = try encoder.encode(value) } catch {
      throw AdminError(.failed, "\(TerminalText.escaped(path)) cannot be written.")
    }
    let descriptor = open(path + ".new", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure("\(TerminalText.escaped(path)) cannot be written") }
    defer { close(descriptor) }
    try writeAll(Array(data) + [0x0A], to: descriptor, path: path)
    guard fsync(descriptor) == 0, rename(path + ".new", path) == 0 else {
      throw failure("\(TerminalText.escaped(path)) cannot be written")
    }
    syncFolder(of: path)
  }

  /// Writes all bytes.
  static func writeAll(_ bytes: [UInt8], to descriptor: Int32, path: String) throws(AdminError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw failure("\(TerminalText.escaped(path)) cannot be written") }
      rest = rest.dropFirst(count)
    }
  }

  /// Makes a rename last.
  static func syncFolder(of path: String) {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }

  /// Copies a file over another, in pieces.
  static func copy(_ path: String, to target: String) throws(AdminError) {
    let from = open(path, O_RDONLY | O_CLOEXEC)
    guard from >= 0 else { throw failure("\(TerminalText.escaped(path)) cannot be read") }
    defer { close(from) }
    let descriptor = open(target, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure("\(TerminalText.escaped(target)) cannot be written") }
    defer { close(descriptor) }
    var chunk = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = systemRead(from, &chunk)
      guard count >= 0 else { throw failure("\(TerminalText.escaped(path)) cannot be read") }
      if count == 0 { return }
      try writeAll(Array(chunk[..<count]), to: descriptor, path: target)
    }
  }

  /// Removes a file, if it is there.
  static func remove(_ path: String) { unlink(path) }

  /// Whether there is such a file.
  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  static func failure(_ what: String) -> AdminError {
    let number = errno
    let hint = number == ENOSPC ? "Free some space on that disk." : "Check the path and the rights."
    return AdminError(.failed, "\(what): \(String(cString: strerror(number))).", hint: hint)
  }
}

func systemRead(_ descriptor: Int32, _ chunk: inout [UInt8]) -> Int {
  chunk.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
}
