/// Masks in texts what commonly identifies people: mail addresses, links, and long numbers such as those of telephones.
enum TextMask {
  /// The text with such parts replaced by a word in brackets.
  static func applied(to text: String) -> String {
    var result = ""
    var word = ""
    for character in text {
      if character.isWhitespace {
        result += masked(word)
        result.append(character)
        word = ""
      } else {
        word.append(character)
      }
    }
    return digits(in: result + masked(word))
  }

  private static func masked(_ word: String) -> String {
    if word.contains("://") || word.hasPrefix("www.") { return "[link]" }
    if let at = word.firstIndex(of: "@"), at != word.startIndex,
      word[word.index(after: at)...].contains(".")
    {
      return "[mail]"
    }
    return word
  }

  /// Seven digits or more, with what people put between them.
  private static func digits(in text: String) -> String {
    var result = ""
    var run = ""
    var count = 0
    func flushed() -> String {
      guard count >= 7 else { return run }
      // What stands behind the last digit is no part of the number.
      let end = run.lastIndex { $0.isNumber }.map { run.index(after: $0) } ?? run.endIndex
      return "[number]" + run[end...]
    }
    for character in text {
      if character.isNumber {
        run.append(character)
        count += 1
      } else if count > 0 || character == "+", "+-./() ".contains(character), run.count < 40 {
        run.append(character)
      } else {
        result += flushed()
        result.append(character)
        run = ""
        count = 0
      }
    }
    return result + flushed()
  }
}
