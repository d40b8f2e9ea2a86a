import Foundation
import Glibc
import ParlorTestKit

@testable import EmbeddedRedis

extension ServerProcess {
  /// Ends it at once, and returns when it is gone.
  func kill() async throws {
    systemKill(pid)
    while Self.exists(pid) { try await Task.sleep(for: .milliseconds(5)) }
  }

  /// The session it belongs to.
  func sessionID() throws -> pid_t {
    getsid(pid)
  }

  /// The paths of its open files.
  func openFiles() throws -> [String] {
    let folder = "/proc/\(pid)/fd/"
    return try FileManager.default.contentsOfDirectory(atPath: folder).compactMap {
      try? FileManager.default.destinationOfSymbolicLink(atPath: folder + $0)
    }
  }
}

/// The session of the tests.
func sessionID() -> pid_t {
  getsid(0)
}

private func systemKill(_ pid: pid_t) {
  kill(pid, SIGKILL)
}

extension TemporaryDirectory {
  /// Opens a file in the way that children get it too.
  func openInheritable(_ name: String) throws -> CInt {
    open(path + "/" + name, O_RDONLY)
  }
}

/// Closes it.
func closeFile(_ descriptor: CInt) {
  close(descriptor)
}
