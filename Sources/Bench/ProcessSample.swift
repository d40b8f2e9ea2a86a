import Glibc

/// A process's own accounting at one moment, from `/proc`.
public struct ProcessSample: Sendable {
  /// Nanoseconds on a processor, all threads.
  public let processorTime: UInt64
  /// Resident memory, in KiB.
  public let residentKiB: Int

  /// Reads it now.
  ///
  /// - Throws: ``BenchError`` when there is no such process or it may not be looked at.
  public static func of(_ process: Int32) throws(BenchError) -> ProcessSample {
    var nanoseconds: UInt64 = 0
    let tasks = "/proc/\(process)/task"
    guard let folder = opendir(tasks) else {
      throw BenchError("There is no process \(process) that can be looked at.", hint: "check --server-pid")
    }
    defer { closedir(folder) }
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard Int32(name) != nil, let line = read("\(tasks)/\(name)/schedstat") else { continue }
      nanoseconds += line.split(separator: " ").first.flatMap { UInt64($0) } ?? 0
    }
    let status = read("/proc/\(process)/status") ?? ""
    let resident = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
    let kibibytes = resident.flatMap { $0.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first }
    return ProcessSample(processorTime: nanoseconds, residentKiB: kibibytes.flatMap { Int($0) } ?? 0)
  }

  private static func read(_ path: String) -> String? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 8192)
    let count = fread(&bytes, 1, bytes.count, file)
    return String(decoding: bytes[..<count], as: UTF8.self)
  }
}
