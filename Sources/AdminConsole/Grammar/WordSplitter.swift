/// Splits a line into words as shells do: spaces part them, quotes and backslashes keep them together.
///
/// Nothing is expanded: no variables, no patterns, no commands in quotes.
struct WordSplitter {
  /// Why a line cannot be split.
  enum Fault: Error, Equatable {
    /// A quote is opened and not closed.
    case openQuote(Character)
    /// The line ends with a backslash.
    case openEscape
  }

  /// A line's words, and what completion has to know of its end.
  struct Result: Equatable {
    /// The words.
    var words: [String]
    /// Whether the line ends within the last word.
    var endsInWord: Bool
    /// The fault at the end; completion goes on in spite of it.
    var fault: Fault?
  }

  /// The words of a line; a `#` at the beginning of a word begins a comment.
  static func words(of line: String) throws(Fault) -> [String] {
    let result = split(line)
    if let fault = result.fault { throw fault }
    return result.words
  }

  /// Splits a line, complete or not.
  static func split(_ line: String) -> Result {
    var words: [String] = []
    var word = ""
    var isInWord = false
    var quote: Character?
    var isEscaped = false
    for character in line {
      if isEscaped {
        // Within double quotes a backslash only takes the meaning from what has one there.
        if quote == "\"", character != "\"", character != "\\" { word.append("\\") }
        word.append(character)
        isEscaped = false
      } else if character == "\\", quote != "'" {
        isEscaped = true
        isInWord = true
      } else if let open = quote {
        if character == open { quote = nil } else { word.append(character) }
      } else if character == "'" || character == "\"" {
        quote = character
        isInWord = true
      } else if character.isWhitespace {
        if isInWord { words.append(word) }
        word = ""
        isInWord = false
      } else if character == "#", !isInWord {
        return Result(words: words, endsInWord: false, fault: nil)
      } else {
        word.append(character)
        isInWord = true
      }
    }
    if isInWord { words.append(word) }
    let fault: Fault? = if let quote { .openQuote(quote) } else { isEscaped ? .openEscape : nil }
    return Result(words: words, endsInWord: isInWord, fault: fault)
  }

  /// A word as it has to be written in a line to be read as this.
  static func quoted(_ word: String) -> String {
    let plain =
      !word.isEmpty && !word.hasPrefix("#")
      && word.allSatisfy { !$0.isWhitespace && $0 != "'" && $0 != "\"" && $0 != "\\" }
    return plain
      ? word : "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }
}

extension WordSplitter.Fault: CustomStringConvertible {
  var description: String {
    switch self {
    case .openQuote(let quote): "A \(quote) is not closed."
    case .openEscape: "The line ends with a backslash."
    }
  }
}
