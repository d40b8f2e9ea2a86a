/// The id of an act: what its audit line, its receipts and its undo are found by.
enum ActID {
  /// An id nobody has used.
  static func random() -> String {
    let letters = Array("abcdefghijklmnopqrstuvwxyz234567")
    return "a_" + String((0..<12).map { _ in letters[Int.random(in: 0..<32)] })
  }
}
