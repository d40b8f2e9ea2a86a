import Glibc

@testable import EmbeddedRedis

extension ServerProcess {
  /// Ends it at once, and returns when it is gone.
  func kill() {
    systemKill(pid)
    while Self.exists(pid) { sched_yield() }
  }

  /// The session it belongs to.
  func sessionID() throws -> pid_t {
    getsid(pid)
  }

  /// Whether a process of this number lives; one that has ended and was not collected does not.
  static func exists(_ pid: pid_t) -> Bool {
    guard let status = RedisDirectory.text(of: "/proc/\(pid)/stat", lastBytes: 4_096) else { return false }
    return status.split(separator: ") ").last?.first != "Z"
  }
}

/// The session of the tests.
func sessionID() -> pid_t {
  getsid(0)
}

private func systemKill(_ pid: pid_t) {
  kill(pid, SIGKILL)
}
