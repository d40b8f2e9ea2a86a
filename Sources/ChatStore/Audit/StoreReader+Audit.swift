import ChatModel
import RedisClient

/// What looking through the audit's chain has shown.
public struct AuditVerdict: Sendable, Equatable {
  /// How many lines were looked at.
  public internal(set) var lines: Int64 = 0
  /// The newest line.
  public internal(set) var head = AuditHead(number: 0, hash: "")
  /// The lowest number still kept.
  public internal(set) var first: Int64 = 0
  /// What is wrong, a sentence each; at most 20. Empty when the chain is whole.
  public internal(set) var faults: [String] = []

  /// Whether nothing is wrong.
  public var isWhole: Bool { faults.isEmpty }
}

extension StoreReader {
  /// The newest lines of the audit, oldest first.
  public func audit(last count: Int) async throws(StoreError) -> [AuditEntry] {
    let answer = try await ask(
      "XREVRANGE", [.string(keys.audit), "+", "-", "COUNT", .integer(Int64(count))])
    return (answer.array ?? []).reversed().compactMap { AuditLine($0).flatMap { AuditEntry($0) } }
  }

  /// The end of the chain.
  public func auditHead() async throws(StoreError) -> AuditHead {
    let answer = try await ask("XREVRANGE", [.string(keys.audit), "+", "-", "COUNT", 1])
    guard let line = answer.array?.first.flatMap({ AuditLine($0) }) else { return AuditHead(number: 0, hash: "") }
    return AuditHead(number: line.number, hash: line.hash)
  }

  /// Looks through the whole chain, page by page: every line follows on the one before, and none is missing but those
  /// that were cut off because there were too many.
  ///
  /// - Parameters:
  ///   - known: a head that was noted elsewhere; it has to be in the chain still, or to be cut off.
  ///   - progress: told how many lines have been looked at.
  public func verifyAudit(
    against known: AuditHead? = nil, progress: (Int64) -> Void = { _ in }
  ) async throws(StoreError) -> AuditVerdict {
    var check = AuditCheck(known: known)
    var from = "-"
    while !Task.isCancelled {
      let page = try await auditLines(from: from, limit: 1000)
      for line in page.lines { check.add(line) }
      for id in page.unreadable { check.fault("The entry \(id) is no line of the audit.") }
      progress(check.verdict.lines)
      guard let last = page.lastID else { break }
      from = "(\(last)"
    }
    return check.finished(limit: AuditLine.limit)
  }

  /// Lines in their order, the stream's id of the last one, and the ids of entries that are no lines.
  func auditLines(
    from start: String, limit: Int64
  ) async throws(StoreError) -> (lines: [AuditLine], unreadable: [String], lastID: String?) {
    let answer = try await ask("XRANGE", [.string(keys.audit), .string(start), "+", "COUNT", .integer(limit)])
    let entries = answer.array ?? []
    let ids = entries.map { $0.array?.first?.string ?? "" }
    let lines = entries.map { AuditLine($0) }
    return (lines.compactMap { $0 }, zip(ids, lines).filter { $0.1 == nil }.map(\.0), ids.last)
  }
}
