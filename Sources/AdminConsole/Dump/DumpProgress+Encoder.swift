extension DumpProgress {
  /// What writes the messages of this dump.
  func makeEncoder() throws(AdminError) -> any DumpEncoder {
    let hides = scope.mask || scope.pseudonyms
    let disguise = hides ? DumpDisguise(key: scope.pseudonyms ? pseudonymKey ?? [] : nil, masks: scope.mask) : nil
    switch scope.format {
    case .jsonl: return JSONLinesDumpEncoder(disguise: disguise)
    case .text: return TextDumpEncoder(disguise: disguise)
    case .csv: return CSVDumpEncoder(disguise: disguise)
    case .html: return HTMLDumpEncoder(disguise: disguise, rooms: scope.rooms)
    }
  }
}
