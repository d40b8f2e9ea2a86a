/// A value between commas: quoted where needed, and never a formula in a spreadsheet.
func commaSeparated(_ text: String) -> String {
  var text = text
  if let first = text.first, "=+-@\t\r".contains(first), Double(text) == nil { text = "'" + text }
  // Quotes, commas and both line breaks; those of Unicode are no line breaks to who reads such a file.
  guard text.utf8.contains(where: { $0 == 0x2C || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D }) else { return text }
  return "\"" + text.replacing("\"", with: "\"\"") + "\""
}
