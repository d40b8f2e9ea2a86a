/// Finds a name in what was said.
enum Mention {
  /// The text with each place that names `name` as a word, in whatever case, passed through `mark`.
  static func marked(_ text: String, name: String, mark: (String) -> String) -> String {
    let letters = Array(text)
    let wanted = Array(name.lowercased())
    guard !wanted.isEmpty, letters.count >= wanted.count else { return text }
    let lowered = letters.map { $0.lowercased() }
    var result = ""
    var place = 0
    while place < letters.count {
      if isName(wanted, at: place, in: lowered) {
        result += mark(String(letters[place..<(place + wanted.count)]))
        place += wanted.count
      } else {
        result.append(letters[place])
        place += 1
      }
    }
    return result
  }

  private static func isName(_ wanted: [Character], at place: Int, in letters: [String]) -> Bool {
    let end = place + wanted.count
    guard end <= letters.count else { return false }
    for (offset, letter) in wanted.enumerated() where letters[place + offset] != String(letter) { return false }
    return !isWord(letters, place - 1) && !isWord(letters, end)
  }

  private static func isWord(_ letters: [String], _ place: Int) -> Bool {
    letters.indices.contains(place) && letters[place].contains { $0.isLetter || $0.isNumber }
  }
}
