import Rendering

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Reads a file line by line in bounded memory.
final class LineReader {
  private let path: String
  private let descriptor: Int32
  private let longest: Int
  private var buffer: [UInt8] = []
  private var place = 0
  private var isAtEnd = false
  /// The number of the line read last.
  private(set) var number = 0

  init(_ path: String, longest: Int) throws(AdminError) {
    self.path = path
    self.longest = longest
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      let status: ExitStatus = errno == ENOENT ? .notFound : .failed
      throw AdminError(
        status, "\(TerminalText.escaped(path)) cannot be read: \(String(cString: strerror(errno))).",
        hint: "Check the path.")
    }
  }

  deinit { close(descriptor) }

  /// The next line without its end; nil at the end of the file.
  func next() throws(AdminError) -> ArraySlice<UInt8>? {
    while true {
      if let end = buffer[place...].firstIndex(of: 0x0A) {
        guard end - place <= longest else { throw tooLong }
        defer { place = end + 1 }
        number += 1
        return buffer[place..<end]
      }
      if isAtEnd {
        guard place < buffer.count else { return nil }
        defer { place = buffer.count }
        number += 1
        return buffer[place...]
      }
      guard buffer.count - place <= longest else { throw tooLong }
      try fill()
    }
  }

  private var tooLong: AdminError {
    AdminError(.failed, "Line \(number + 1) of \(TerminalText.escaped(path)) is longer than \(longest) bytes.")
  }

  private func fill() throws(AdminError) {
    buffer.removeFirst(place)
    place = 0
    var chunk = [UInt8](repeating: 0, count: 1 << 18)
    let count = systemRead(descriptor, &chunk)
    guard count >= 0 else { throw WholeFile.failure("\(TerminalText.escaped(path)) cannot be read") }
    isAtEnd = count == 0
    buffer += chunk[..<count]
  }
}
