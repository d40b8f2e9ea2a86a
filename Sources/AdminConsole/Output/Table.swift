import Rendering

/// Results in columns for people.
struct Table {
  let columns: [String]
  let rows: [[Cell]]

  /// The lines of the table, header first.
  func lines(colours: Bool) -> [String] {
    let headers = self.columns.map { $0.replacing("_", with: " ") }
    let texts = rows.map { $0.map(\.shownText) }
    var widths = headers.map(\.count)
    for row in texts {
      for (index, text) in row.enumerated() where index < widths.count {
        widths[index] = max(widths[index], TerminalText.columns(of: text))
      }
    }
    let header = line(headers, widths, isNumber: rows.first?.map(\.isNumber) ?? [])
    return [colours ? "\u{1b}[1m\(header)\u{1b}[0m" : header]
      + zip(rows, texts).map { line($1, widths, isNumber: $0.map(\.isNumber)) }
  }

  private func line(_ texts: [String], _ widths: [Int], isNumber: [Bool]) -> String {
    var line = ""
    for (index, text) in texts.enumerated() where index < widths.count {
      let space = String(repeating: " ", count: max(0, widths[index] - TerminalText.columns(of: text)))
      let isRight = index < isNumber.count && isNumber[index]
      let isLast = index == texts.count - 1
      line += (index > 0 ? "  " : "") + (isRight ? space + text : isLast ? text : text + space)
    }
    while line.utf8.last == 0x20 { line.removeLast() }
    return line
  }

  /// A result as lines of name and value; what belongs to it follows indented.
  static func lines(of record: Record, colours: Bool) -> [String] {
    let width = record.fields.map(\.name.count).max() ?? 0
    return record.fields.flatMap { field -> [String] in
      let name = field.name.replacing("_", with: " ")
      let space = String(repeating: " ", count: width - field.name.count + 2)
      let front = (colours ? "\u{1b}[1m\(name)\u{1b}[0m" : name) + space
      guard case .records(let inner) = field.cell, !inner.isEmpty else { return [front + field.cell.shownText] }
      return [front]
        + inner.map { record in
          "  "
            + record.fields.compactMap { field -> String? in
              switch field.cell {
              case .none, .flag(false): nil
              case .flag(true): field.name
              case .records(let records): records.first.map { "\(field.name) (\(summary($0)))" }
              default: "\(field.name) \(field.cell.shownText)"
              }
            }.joined(separator: ", ")
        }
    }
  }

  private static func summary(_ record: Record) -> String {
    record.fields.compactMap { field in
      let text = field.cell.shownText
      return text == "-" || text.isEmpty ? nil : "\(field.name) \(text)"
    }.joined(separator: ", ")
  }
}
