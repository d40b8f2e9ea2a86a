import Foundation

/// A TCP port of this machine that refuses connections: a socket is bound to it and does not listen, so that the
/// system gives it to nobody else either.
enum ClosedPort {
  private struct NoPort: Error {}

  static func run(_ body: (Int) async throws -> Void) async throws {
    let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw NoPort() }
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
      }
    }
    guard isBound else { throw NoPort() }
    try await body(Int(UInt16(bigEndian: address.sin_port)))
  }
}
