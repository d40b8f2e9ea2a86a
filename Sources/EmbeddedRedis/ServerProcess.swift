#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The redis-server process that a directory's pid file names. It is not a child of ours.
struct ServerProcess: Sendable {
  let pid: pid_t

  /// The living process of the directory; `nil` when there is none, or when its number went to another program.
  init?(of directory: RedisDirectory) {
    guard let number = directory.writtenPID else { return nil }
    pid = number
    // Redis sets its title to `redis-server unixsocket:<path>`.
    guard let title = RedisDirectory.text(of: "/proc/\(number)/cmdline", lastBytes: 4_096),
      title.contains(directory.socket)
    else { return nil }
  }

  /// Whether it has not ended.
  var isAlive: Bool { Self.exists(pid) }

  /// Whether a process of this number lives; one that has ended and was not collected does not.
  static func exists(_ pid: pid_t) -> Bool {
    guard let status = RedisDirectory.text(of: "/proc/\(pid)/stat", lastBytes: 4_096) else { return false }
    return status.split(separator: ") ").last?.first != "Z"
  }
}
