/// Text that came from outside, safe to show in one line of a terminal.
func escaped(_ text: String) -> String {
  var result = ""
  for scalar in text.unicodeScalars.prefix(200) {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse:
      result += "\\u{\(String(scalar.value, radix: 16))}"
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}

/// What may have been meant: the nearest known name, or all of them.
func suggestion(for name: String, among known: [String]) -> String {
  let nearest = known.map { (name: $0, distance: editDistance(name, $0)) }.min { $0.distance < $1.distance }
  if let nearest, nearest.distance <= 2 { return "Did you mean '\(nearest.name)'?" }
  return "Known: \(known.joined(separator: ", "))."
}

private func editDistance(_ left: String, _ right: String) -> Int {
  let left = Array(left.prefix(64)), right = Array(right)
  var row = Array(0...right.count)
  for (i, a) in left.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for (j, b) in right.enumerated() {
      let replaced = diagonal + (a == b ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
    }
  }
  return row[right.count]
}
