/// Looks at the audit's lines one after the other, and says in the end whether the chain is whole.
struct AuditCheck {
  private(set) var verdict = AuditVerdict()
  private let known: AuditHead?
  private var last: AuditLine?
  private var isKnownSeen = false

  init(known: AuditHead?) { self.known = known }

  mutating func fault(_ text: String) {
    if verdict.faults.count < 20 { verdict.faults.append(text) }
  }

  mutating func add(_ line: AuditLine) {
    verdict.lines += 1
    if line.hash != line.sealed { fault("Line \(line.number) was changed: its hash is not that of what it says.") }
    if let last {
      if line.number != last.number + 1 { fault("Line \(line.number) stands after line \(last.number).") }
      if line.previous != last.hash { fault("Line \(line.number) does not follow on line \(last.number).") }
    } else {
      verdict.first = line.number
      if line.number == 1, !line.previous.isEmpty { fault("Line 1 follows on a line that is not there.") }
    }
    if let known, line.number == known.number {
      isKnownSeen = true
      if line.hash != known.hash { fault("Line \(line.number) is not the one that was noted.") }
    }
    last = line
  }

  /// All lines were looked at.
  ///
  /// - Parameter limit: how many lines are kept before any are cut off.
  mutating func finished(limit: Int64) -> AuditVerdict {
    if let last {
      verdict.head = AuditHead(number: last.number, hash: last.hash)
      if verdict.first > 1 {
        // Whoever adds a line notes what is cut off for it.
        let cut = last.cut.split(separator: " ").map { String($0) }
        if cut.count != 2 || Int64(cut[0]) != verdict.first - 1 || verdict.lines < limit {
          fault("Lines before line \(verdict.first) are missing, and were not cut off because there were too many.")
        }
      }
    }
    if let known, known.number > 0, !isKnownSeen, known.number >= verdict.first {
      fault("The line \(known.number) that was noted is missing.")
    }
    return verdict
  }
}
