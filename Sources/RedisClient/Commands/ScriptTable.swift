/// The scripts of a connection and the hashes Redis gave them. Places are stable.
struct ScriptTable {
  private struct Row {
    let script: RedisScript
    var hash: String?
    var isLoading = false
  }

  private var rows: [Row] = []
  private var placeOfName: [String: Int] = [:]

  /// A table of these scripts.
  init(_ scripts: [RedisScript]) {
    for script in scripts { _ = place(of: script) }
  }

  /// All places, in order.
  var places: Range<Int> { rows.indices }

  /// Where a script is; a new one is added.
  mutating func place(of script: RedisScript) -> Int {
    if let place = placeOfName[script.name] { return place }
    rows.append(Row(script: script))
    placeOfName[script.name] = rows.count - 1
    return rows.count - 1
  }

  /// The script at a place.
  func script(at place: Int) -> RedisScript { rows[place].script }

  /// The hash Redis gave to the script; `nil` when it has not been loaded yet.
  func hash(at place: Int) -> String? { rows[place].hash }

  /// Whether the script has no hash and nobody has asked for it yet; it counts as asked for from now on.
  mutating func mustLoad(at place: Int) -> Bool {
    guard rows[place].hash == nil, !rows[place].isLoading else { return false }
    rows[place].isLoading = true
    return true
  }

  /// Redis loaded a script.
  mutating func learn(_ hash: String?, at place: Int) {
    rows[place].isLoading = false
    if let hash, hash.utf8.count == 40 { rows[place].hash = hash }
  }

  /// Redis loaded scripts while a connection was made; what was being loaded on the one before is not any more.
  mutating func learn(_ hashes: [String: String]) {
    for place in rows.indices { learn(hashes[rows[place].script.name], at: place) }
  }
}
