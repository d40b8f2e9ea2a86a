/// Values between commas (RFC 4180), harmless in spreadsheets.
public enum CommaSeparated {
  /// One value: quoted where needed. What a spreadsheet would take for a formula gets an apostrophe in front, numbers
  /// excepted.
  public static func field(_ text: String) -> String {
    var text = text
    if let first = text.unicodeScalars.first, "=+-@\t\r\n".unicodeScalars.contains(first), Double(text) == nil {
      text = "'" + text
    }
    guard text.unicodeScalars.contains(where: { ",\"\r\n".unicodeScalars.contains($0) }) else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }

  /// A record with its end.
  public static func record(_ values: [String]) -> String {
    values.map(field).joined(separator: ",") + "\r\n"
  }
}
