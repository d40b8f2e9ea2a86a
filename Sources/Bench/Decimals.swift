/// Numbers with so many decimals, as tables and JSON have them.
enum Decimals {
  static func text(_ value: Double, places: Int) -> String {
    guard value.isFinite else { return "0" }
    var scale = 1.0
    for _ in 0..<places { scale *= 10 }
    let scaled = (value.magnitude * scale).rounded()
    guard scaled < 9e15 else { return String(value) }
    let digits = String(Int64(scaled))
    let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
    let whole = padded.dropLast(places)
    let sign = value < 0 && scaled > 0 ? "-" : ""
    return places == 0 ? sign + whole : "\(sign)\(whole).\(padded.suffix(places))"
  }

  /// A whole number with a thin gap between thousands.
  static func grouped(_ value: Double) -> String {
    var digits = Substring(text(value, places: 0))
    var groups: [Substring] = []
    while digits.count > 3 {
      groups.insert(digits.suffix(3), at: 0)
      digits = digits.dropLast(3)
    }
    return ([digits] + groups).joined(separator: " ")
  }
}
