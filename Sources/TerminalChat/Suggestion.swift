import Rendering

/// What somebody may have meant.
enum Suggestion {
  /// Says that there is no such command, and which one is near.
  static func text(for name: String, among known: [String]) -> String {
    let shown = TerminalText.fitted(TerminalText.escaped(name), columns: 32)
    let nearest = known.map { (name: $0, distance: distance(name, $0)) }.min { $0.distance < $1.distance }
    if let nearest, nearest.distance <= 2 { return "There is no \(shown). Did you mean \(nearest.name)?" }
    return "There is no \(shown). /help lists the commands."
  }

  /// How many letters have to be added, dropped or exchanged; neighbours that changed places count as one.
  static func distance(_ left: String, _ right: String) -> Int {
    let left = Array(left.prefix(32)), right = Array(right.prefix(32))
    var earlier: [Int] = []
    var above = Array(0...right.count)
    for (i, a) in left.enumerated() {
      var row = [i + 1]
      for (j, b) in right.enumerated() {
        var best = min(above[j] + (a == b ? 0 : 1), above[j + 1] + 1, row[j] + 1)
        if i > 0, j > 0, a == right[j - 1], left[i - 1] == b { best = min(best, earlier[j - 1] + 1) }
        row.append(best)
      }
      (earlier, above) = (above, row)
    }
    return above[right.count]
  }
}
