/// The answer to `INFO`, read: `name:value` lines in sections.
struct RedisInfoReport {
  /// What it says of the server; `connectionID` is 0, `INFO` does not know it.
  let info: RedisServerInfo
  /// Whether Redis is still loading its data, and answers little else.
  let isLoading: Bool

  /// Reads the text; `nil` when it names no version.
  init?(_ text: String) {
    var fields: [Substring: Substring] = [:]
    for line in text.split(whereSeparator: \.isNewline) where !line.hasPrefix("#") {
      guard let colon = line.firstIndex(of: ":") else { continue }
      fields[line[..<colon]] = line[line.index(after: colon)...]
    }
    guard let version = fields["redis_version"] else { return nil }
    let role = RedisServerInfo.Role(rawValue: fields["role"].map(String.init) ?? "") ?? .primary
    info = RedisServerInfo(
      runID: fields["run_id"].map(String.init) ?? "", version: .init(parsing: String(version)), role: role,
      isReadOnly: role == .replica && fields["slave_read_only"] != "0",
      masterReplid: fields["master_replid"].map(String.init) ?? "",
      masterReplid2: fields["master_replid2"].map(String.init) ?? "",
      connectionID: 0,
      maxMemory: fields["maxmemory"].flatMap { Int64($0) },
      maxMemoryPolicy: fields["maxmemory_policy"].map(String.init),
      appendOnly: fields["aof_enabled"].map { $0 != "0" })
    isLoading = fields["loading"] == "1" || fields["async_loading"] == "1"
  }
}
