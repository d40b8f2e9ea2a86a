#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The processes of one session: a plugin's own one and all it started, as /proc shows them.
struct ProcessGroup: Sendable {
  /// The session's id, which is that of its first process.
  let session: pid_t

  /// How many processes there are, and how much memory they hold, in bytes.
  var use: (processes: Int, bytes: Int64) {
    var use: (processes: Int, bytes: Int64) = (0, 0)
    for process in members {
      use.processes += 1
      use.bytes += process.residentPages * Int64(sysconf(Int32(_SC_PAGESIZE)))
    }
    return use
  }

  /// Whether its first process is gone, or dead and not yet waited for.
  var isOrphaned: Bool {
    guard let fields = Self.fields(of: session) else { return true }
    return fields.first == "Z"
  }

  /// Sends a signal to all of them.
  func send(_ signal: Int32) {
    kill(-session, signal)
    // Those that made a group of their own.
    for process in members where process.group != session { kill(process.id, signal) }
  }

  private struct Member {
    let id: pid_t
    let group: pid_t
    let residentPages: Int64
  }

  private var members: [Member] {
    var found: [Member] = []
    guard let folder = opendir("/proc") else { return [] }
    defer { closedir(folder) }
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard let id = pid_t(name), let member = Self.member(id, of: session) else { continue }
      found.append(member)
    }
    return found
  }

  private static func member(_ id: pid_t, of session: pid_t) -> Member? {
    guard let fields = fields(of: id), fields.count > 21, fields[0] != "Z", pid_t(fields[3]) == session,
      let group = pid_t(fields[2])
    else { return nil }
    return Member(id: id, group: group, residentPages: Int64(fields[21]) ?? 0)
  }

  /// What stands in `/proc/<id>/stat` behind the name: `state ppid pgrp session … rss`; nil when there is no such
  /// process.
  private static func fields(of id: pid_t) -> [Substring]? {
    guard let file = fopen("/proc/\(id)/stat", "r") else { return nil }
    defer { fclose(file) }
    var buffer = [UInt8](repeating: 0, count: 1024)
    let count = fread(&buffer, 1, buffer.count, file)
    // A name may hold anything, brackets too: what counts stands behind the last one.
    guard let end = buffer[..<count].lastIndex(of: UInt8(ascii: ")")) else { return nil }
    return String(decoding: buffer[(end + 1)..<count], as: UTF8.self).split(separator: " ")
  }
}
