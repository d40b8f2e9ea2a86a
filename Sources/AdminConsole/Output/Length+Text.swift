extension Length {
  /// `1h30m`
  static func text(_ milliseconds: Int64) -> String {
    if milliseconds < 1000 { return "\(milliseconds)ms" }
    var rest = milliseconds / 1000
    var result = ""
    for (name, seconds) in [("d", Int64(86_400)), ("h", 3600), ("m", 60), ("s", 1)] where rest >= seconds {
      result += "\(rest / seconds)\(name)"
      rest %= seconds
    }
    return result
  }
}
