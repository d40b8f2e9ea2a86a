/// Messages have at most 4 KiB: what is longer is cut.
enum TextLimit {
  static let bytes = 4096

  static func cut(_ text: String) -> String {
    guard text.utf8.count > bytes else { return text }
    var size = 0
    let kept = text.prefix { character in
      size += String(character).utf8.count
      return size <= bytes - 3
    }
    return kept + "…"
  }
}
