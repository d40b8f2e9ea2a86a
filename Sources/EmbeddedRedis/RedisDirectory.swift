import RedisClient

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The folder of a data directory in which its redis-server lives: `<data directory>/redis`, mode 0700.
struct RedisDirectory: Sendable {
  let path: String

  var socket: String { Self.socket(in: path) }
  var pidFile: String { path + "/redis.pid" }
  var log: String { path + "/redis.log" }
  /// Held shared by every user.
  var usersLock: String { path + "/users.lock" }
  /// Held by who is starting, looking for, or stopping the server.
  var startLock: String { path + "/start.lock" }
  var endpoint: RedisEndpoint { RedisEndpoint(address: .unixSocket(path: socket)) }

  private static func socket(in path: String) -> String { path + "/redis.sock" }

  /// Where a data directory's server listens, whether it is there or not.
  static func endpoint(of dataDirectory: String) -> RedisEndpoint {
    RedisEndpoint(address: .unixSocket(path: socket(in: absolute(dataDirectory) + "/redis")))
  }

  /// Makes the data directory and the folder in it, with what is missing above them.
  init(dataDirectory: String) throws(EmbeddedRedisError) {
    path = Self.absolute(dataDirectory) + "/redis"
    let length = socket.utf8.count
    guard length <= RedisEndpoint.longestSocketPath else {
      throw EmbeddedRedisError(
        .pathTooLong,
        "The path of the Redis socket would have \(length) bytes, \(RedisEndpoint.longestSocketPath) are possible: "
          + socket,
        hint: "choose a shorter --data-dir")
    }
    var made = ""
    for part in path.split(separator: "/") {
      made += "/" + part
      // One that is there already is fine, also where its parent could not be written.
      guard mkdir(made, 0o700) != 0 else { continue }
      let reason = errno
      guard Self.isDirectory(made) else { throw .unwritable(made, reason == EEXIST ? ENOTDIR : reason) }
    }
    guard chmod(path, 0o700) == 0, access(path, W_OK | X_OK) == 0 else { throw .unwritable(path, errno) }
  }

  /// `${XDG_DATA_HOME:-~/.local/share}/parlor` in this environment.
  static func defaultDataDirectory(environment: (String) -> String? = Self.environment) -> String {
    // The specification of base directories says to ignore relative ones.
    if let data = environment("XDG_DATA_HOME"), data.hasPrefix("/") { return data + "/parlor" }
    let home = environment("HOME") ?? getpwuid(getuid()).map { String(cString: $0.pointee.pw_dir) }
    return (home ?? ".") + "/.local/share/parlor"
  }

  /// The number that a server of this directory has written, living or not.
  var writtenPID: pid_t? {
    let text = Self.text(of: pidFile, lastBytes: 32) ?? ""
    return text.split(whereSeparator: \.isNewline).first.flatMap { pid_t($0) }.flatMap { $0 > 1 ? $0 : nil }
  }

  /// Removes the number of a server that is gone; there may be none.
  func removePidFile() {
    unlink(pidFile)
  }

  /// The last line of the server's log that is not empty, without its time.
  var lastLogLine: String? {
    guard let text = Self.text(of: log, lastBytes: 4_096) else { return nil }
    let line = text.split(whereSeparator: \.isNewline).last { !$0.allSatisfy(\.isWhitespace) }
    // `1234:M 01 Jan 2026 00:00:00.000 # What happened`
    guard let line, let mark = line.lastRange(of: [" # ", " * ", " - "]) else { return line.map(String.init) }
    return String(line[mark.upperBound...])
  }

  /// A file's text, or its end.
  static func text(of path: String, lastBytes: Int) -> String? {
    guard let file = fopen(path, "re") else { return nil }
    defer { fclose(file) }
    // Fails on files without a size, such as those of /proc, which are then read from their start.
    fseek(file, -lastBytes, SEEK_END)
    var bytes = [UInt8](repeating: 0, count: lastBytes)
    return String(decoding: bytes[..<fread(&bytes, 1, lastBytes, file)], as: UTF8.self)
  }

  private static func absolute(_ path: String) -> String {
    guard !path.hasPrefix("/") else { return path }
    guard let here = getcwd(nil, 0) else { return "/" + path }
    defer { free(here) }
    return String(cString: here) + "/" + path
  }

  private static func isDirectory(_ path: String) -> Bool {
    var status = stat()
    guard stat(path, &status) == 0 else { return false }
    return status.st_mode & S_IFMT == S_IFDIR
  }

  static func environment(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }
}

extension Substring {
  /// The first place where one of these stands.
  fileprivate func lastRange(of marks: [String]) -> Range<Index>? {
    marks.compactMap { firstRange(of: $0) }.min { $0.lowerBound < $1.lowerBound }
  }
}

extension EmbeddedRedisError {
  /// The system refused a file or directory.
  static func unwritable(_ path: String, _ number: CInt) -> EmbeddedRedisError {
    EmbeddedRedisError(
      .unwritable, "The data directory cannot be written: \(path): \(String(cString: strerror(number))).",
      hint: "choose another with --data-dir, or give it to this user")
  }
}
