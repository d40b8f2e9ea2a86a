/// How far long work is, as a bar: `[#######-------]  52 %  520000 of 1000000 messages`.
struct ProgressBar: Equatable {
  private static let width: Int64 = 24

  let text: String

  /// - Parameters:
  ///   - done: how much is done; what is beyond the total counts as the total.
  ///   - total: how much there is to do.
  ///   - what: what is counted.
  init(_ done: Int64, of total: Int64, _ what: String) {
    let whole = max(1, total)
    let part = min(max(0, done), whole)
    let filled = Int(Double(part) / Double(whole) * Double(Self.width))
    let bar = String(repeating: "#", count: filled) + String(repeating: "-", count: Int(Self.width) - filled)
    let percent = Int(Double(part) / Double(whole) * 100)
    let space = percent < 10 ? "  " : percent < 100 ? " " : ""
    text = "[\(bar)] \(space)\(percent) %  \(done) of \(total) \(what)"
  }
}
