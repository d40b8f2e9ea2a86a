#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Colours, where they are wanted.
struct Palette: Sendable {
  /// Whether there are any.
  let isOn: Bool

  /// Colours on a terminal, unless NO_COLOR or the terminal says otherwise.
  static func of(_ descriptor: Int32) -> Palette {
    if let asked = getenv("NO_COLOR"), asked.pointee != 0 { return Palette(isOn: false) }
    let isDumb = getenv("TERM").map { String(cString: $0) == "dumb" } ?? true
    return Palette(isOn: isatty(descriptor) == 1 && !isDumb)
  }

  /// Somebody's name.
  func name(_ text: String) -> String { coloured(text, "1") }
  /// What is for the reader in particular.
  func mention(_ text: String) -> String { coloured(text, "1;33") }
  /// What went wrong.
  func warning(_ text: String) -> String { coloured(text, "31") }
  /// What matters less.
  func faint(_ text: String) -> String { coloured(text, "2") }

  private func coloured(_ text: String, _ code: String) -> String { isOn ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text }
}
