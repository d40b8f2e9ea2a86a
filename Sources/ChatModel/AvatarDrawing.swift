/// A member's picture: a small symmetric pattern on a round ground, drawn from the id alone.
///
/// The SVG has neither script, style, link, text nor element id, so it is safe as an image and inline, several to a
/// page. Its ground is of middling lightness and shows on light and dark pages alike.
public struct AvatarDrawing: Hashable, Sendable {
  /// The picture; below 2 KiB.
  public let svg: String

  /// The picture of this member, always the same.
  public init(of member: MemberID) {
    var draws = MemberDraws(of: member)
    let hue = draws.next(below: 360)
    let other = (hue + 40 + draws.next(below: 120)) % 360
    var square = ""
    var round = ""
    for column in 0..<3 {
      for row in 0..<5 {
        // The middle is always drawn, so that no picture is empty.
        let kind = column == 2 && row == 2 ? 1 : draws.next(below: 5)
        for x in Set([column, 4 - column]).sorted() {
          switch kind {
          case 1: square += Self.square(x, row)
          case 2: square += Self.diamond(x, row)
          case 3: round += Self.disc(x, row)
          default: break
          }
        }
      }
    }
    svg = """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" width="64" height="64">\
      <circle cx="32" cy="32" r="32" fill="hsl(\(hue),45%,42%)"/>\
      <path fill="hsl(\(other),75%,82%)" d="\(square)"/>\
      <path fill="hsl(\(hue),70%,90%)" d="\(round)"/>\
      </svg>
      """
  }

  private static let inset = 12
  private static let side = 8

  private static func square(_ x: Int, _ y: Int) -> String { "M\(inset + x * side) \(inset + y * side)h8v8h-8z" }

  private static func diamond(_ x: Int, _ y: Int) -> String {
    "M\(inset + x * side + 4) \(inset + y * side)l4 4-4 4-4-4z"
  }

  private static func disc(_ x: Int, _ y: Int) -> String {
    "M\(inset + x * side) \(inset + y * side + 4)a4 4 0 1 0 8 0a4 4 0 1 0-8 0z"
  }
}
