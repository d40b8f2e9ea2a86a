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
}
