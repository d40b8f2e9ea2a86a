import Rendering

/// A text in the rows of a terminal, broken between words, so that nothing in it can stand where a line begins.
struct WrappedText: Equatable {
  /// The rows; a word that is longer than a row has one of its own, for the terminal to break: addresses stay whole.
  let rows: [String]

  /// - Parameters:
  ///   - text: escaped, and of one line.
  ///   - first: columns of the first row.
  ///   - others: columns of those below.
  init(_ text: String, first: Int, others: Int) {
    var rows: [String] = []
    var row = ""
    var left = first
    func end() {
      rows.append(row)
      row = ""
      left = others
    }
    var rest = text[...]
    while !rest.isEmpty {
      let space = rest.prefix(while: \.isWhitespace)
      let word = rest.dropFirst(space.count).prefix { !$0.isWhitespace }
      rest = rest.dropFirst(space.count + word.count)
      let width = TerminalText.columns(of: String(space + word))
      if width <= left {
        row += space + word
        left -= width
        continue
      }
      // Spaces that come to stand between two rows, or at the end, are not missed.
      if word.isEmpty { break }
      if !row.isEmpty { end() }
      row += word
      left -= TerminalText.columns(of: String(word))
      if left < 0 {
        rest = rest.drop(while: \.isWhitespace)
        if !rest.isEmpty { end() }
      }
    }
    rows.append(row)
    self.rows = rows
  }
}
