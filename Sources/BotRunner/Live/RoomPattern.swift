/// A pattern for rooms: `*` stands for anything, the rest for itself.
struct RoomPattern {
  private let pattern: [UInt8]

  init(_ pattern: String) { self.pattern = Array(pattern.utf8) }

  func matches(_ room: String) -> Bool {
    // All places in the pattern that the text so far may lead to.
    var places: Set<Int> = skipped([0])
    for byte in room.utf8 {
      var next: Set<Int> = []
      for place in places where place < pattern.count {
        if pattern[place] == UInt8(ascii: "*") { next.insert(place) }
        if pattern[place] == byte { next.insert(place + 1) }
      }
      places = skipped(next)
    }
    return places.contains(pattern.count)
  }

  private func skipped(_ places: Set<Int>) -> Set<Int> {
    var all = places
    for place in places {
      var place = place
      while place < pattern.count, pattern[place] == UInt8(ascii: "*") {
        place += 1
        all.insert(place)
      }
    }
    return all
  }
}
