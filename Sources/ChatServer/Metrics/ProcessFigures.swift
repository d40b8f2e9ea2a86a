import Glibc

/// What the system says of this process.
struct ProcessFigures: Sendable {
  /// Processor time since it started, in seconds.
  let cpuSeconds: Double
  /// Memory it has in use, in bytes; nil where the system does not tell.
  let residentBytes: Int64?
  /// Open descriptors; nil where the system does not tell.
  let descriptors: Int64?
  /// The most descriptors it may open.
  let maxDescriptors: Int64

  /// How things are now. It reads a few lines of `/proc`.
  static func now() -> ProcessFigures {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    return ProcessFigures(
      cpuSeconds: Double(time.tv_sec) + Double(time.tv_nsec) / 1_000_000_000, residentBytes: resident(),
      descriptors: descriptorCount(), maxDescriptors: Int64(clamping: limit.rlim_cur))
  }

  private static func resident() -> Int64? {
    guard let file = fopen("/proc/self/statm", "r") else { return nil }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    guard fgets(&line, Int32(line.count), file) != nil else { return nil }
    let bytes = line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    let fields = String(decoding: bytes, as: UTF8.self).split(separator: " ")
    return fields.dropFirst().first.flatMap { Int64($0) }.map { $0 * Int64(sysconf(Int32(_SC_PAGESIZE))) }
  }

  private static func descriptorCount() -> Int64? {
    guard let folder = opendir("/proc/self/fd") else { return nil }
    defer { closedir(folder) }
    var count: Int64 = 0
    while readdir(folder) != nil { count += 1 }
    // Less the folder itself, the one above it, and the descriptor it is read by.
    return count - 3
  }
}
