import Foundation

/// A new directory of a test; its path is short enough for a Unix socket in it.
public struct TemporaryDirectory: Sendable {
  /// Where it is.
  public let path: String

  /// Makes a directory `/tmp/<prefix>-XXXXXX`, for this user only.
  public init(prefix: String = "parlor") throws {
    var template = Array("/tmp/\(prefix)-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw RedisFixtureError("no temporary directory can be made") }
    path = template.withUnsafeBufferPointer {
      String(decoding: $0.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
  }

  /// Removes it with all that is in it.
  public func remove() {
    // What is gone already need not be removed.
    try? FileManager.default.removeItem(atPath: path)
  }
}
