import ChatModel
import ChatStore

/// What an act came to, for whoever waits for the servers.
struct DoneAct {
  /// Whom or what it was about: the first columns of the result.
  var cells: [Cell]
  /// What it has done to the store; nil when it was refused.
  var outcome: ActOutcome?
}

extension AdminContext {
  /// How long servers may take to say what they did.
  private static let patience = Duration.seconds(2)

  /// Shows what acts came to, and which server did what about each.
  ///
  /// For people the receipts stand in lines of their own below; for programs they are in each result.
  func show(_ done: [DoneAct], columns: [String]) async throws(AdminError) {
    let isTable = format == .table
    let listing = ListingWriter(
      columns + (isTable ? [] : ["receipts", "silent", "gone"]), format: format, output: output)
    var lines: [String] = []
    let clock = ContinuousClock()
    let end = clock.now + Self.patience
    for act in done {
      guard let outcome = act.outcome else {
        try listing.add(act.cells + (isTable ? [] : [.records([]), .words([]), .words([])]))
        continue
      }
      warn(unaudited: outcome.auditFailure, outcome.act)
      let found = try await ask { () throws(StoreError) in
        try await writer.receipts(for: outcome, within: max(.zero, end - clock.now))
      }
      if isTable {
        lines += Self.lines(found, of: outcome, isOnly: done.count == 1)
        try listing.add(act.cells)
      } else {
        let receipts = found.receipts.map { receipt in
          Record([
            "server": .word(receipt.server.rawValue), "ms": .number(receipt.milliseconds),
            "connections": .words(receipt.connections.map(\.rawValue)), "told": .number(receipt.told),
          ])
        }
        try listing.add(
          act.cells + [
            .records(receipts), .words(found.silent.map(\.rawValue)), .words(found.gone.map(\.rawValue)),
          ])
      }
    }
    try listing.finish()
    for line in lines { try output.result(line: line) }
  }

  private static func lines(_ found: ActReceipts, of outcome: ActOutcome, isOnly: Bool) -> [String] {
    let front = isOnly ? "  " : "  \(outcome.act): "
    var lines = found.receipts.map { receipt in
      if receipt.connections.isEmpty {
        let told = receipt.told == 1 ? "1 connection" : "\(receipt.told) connections"
        return "\(front)server \(receipt.server) told \(told) in \(receipt.milliseconds) ms"
      }
      let ids = receipt.connections.map(\.rawValue).joined(separator: ", ")
      return "\(front)server \(receipt.server) answered for \(ids) in \(receipt.milliseconds) ms"
    }
    lines += found.silent.map { "\(front)server \($0) is alive and did not answer within 2 s" }
    lines += found.gone.map { "\(front)server \($0) held a connection and is not alive any more" }
    if lines.isEmpty { lines = ["\(front)no server that is alive held a connection"] }
    return lines
  }
}
