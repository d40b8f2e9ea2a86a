import Foundation
import Subprocess

extension TemporaryDirectory {
  /// Runs `body` with a new directory, and removes it however `body` ends.
  public static func with<Result>(
    prefix: String = "parlor", _ body: (TemporaryDirectory) async throws -> Result
  ) async throws -> Result {
    let directory = try TemporaryDirectory(prefix: prefix)
    defer { directory.remove() }
    return try await body(directory)
  }

  /// Writes a file, named by its path from here.
  public func write(_ text: String, to name: String) throws {
    try text.write(toFile: path + "/" + name, atomically: false, encoding: .utf8)
  }

  /// Writes a script that can be run, named by its path from here.
  ///
  /// Another process writes it: a file that this one has open for writing would be open in every child that another
  /// test is just making, and a file open for writing cannot be run.
  public func writeProgram(_ text: String, to name: String) async throws {
    let outcome = try await Subprocess.run(
      .name("sh"), arguments: ["-c", #"cat > "$0" && chmod 755 "$0""#, path + "/" + name], input: .string(text),
      output: .discarded, error: .discarded)
    guard outcome.terminationStatus.isSuccess else { throw RedisFixtureError("\(name) cannot be written") }
  }

  /// Makes a folder, named by its path from here.
  public func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(atPath: path + "/" + name, withIntermediateDirectories: true)
  }

  /// Whether there is a file of this path from here.
  public func exists(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: path + "/" + name)
  }

  /// The permission bits of a file.
  public func mode(of name: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: path + "/" + name)
    return (attributes[.posixPermissions] as? Int ?? 0) & 0o777
  }
}
