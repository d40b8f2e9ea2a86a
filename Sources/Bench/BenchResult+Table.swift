extension BenchResult {
  /// The figures for people, a line each: name, then value.
  public var rows: [(name: String, value: String)] {
    var rows: [(name: String, value: String)] = [
      (
        "measured",
        "\(plan.kind.rawValue), \(Decimals.text(seconds, places: 1)) s\(wasInterrupted ? " (interrupted)" : "")"
      ),
      ("members", "\(plan.members) in \(plan.rooms) room\(plan.rooms == 1 ? "" : "s"), \(plan.senders) sending"),
    ]
    if let messages {
      rows.append(
        ("messages", "\(Decimals.grouped(Double(messages))) (\(Decimals.grouped(Double(messages) / seconds))/s)"))
    }
    if let deliveries {
      rows.append(
        ("deliveries", "\(Decimals.grouped(Double(deliveries))) (\(Decimals.grouped(Double(deliveries) / seconds))/s)"))
    }
    rows.append(("lost, doubled", "\(lost), \(doubled)"))
    if refused > 0 { rows.append(("refused", "\(refused), the first: \(firstRefusal ?? "") (is the server started with --no-rate-limits?)")) }
    if droppedConnections > 0 { rows.append(("dropped", "\(droppedConnections) connections")) }
    if let latency { rows.append(("latency", Self.line(latency))) }
    if let acks { rows.append(("acknowledged", Self.line(acks))) }
    if let joinsPerSecond { rows.append(("joins", "\(Decimals.grouped(joinsPerSecond))/s")) }
    for (index, quarter) in quarters.enumerated() {
      let cost = quarter.microsecondsPerJoin.map { ", \(Decimals.text($0, places: 0)) CPU µs each" } ?? ""
      rows.append(("  quarter \(index + 1)", "\(Decimals.grouped(quarter.joinsPerSecond))/s\(cost)"))
    }
    for server in servers { rows.append(("server \(server.process)", Self.line(server))) }
    rows.append(("this program", "\(Decimals.text(clientSeconds, places: 1)) s on a processor"))
    return rows
  }

  private static func line(_ times: Percentiles) -> String {
    let parts = [("p50", times.p50), ("p90", times.p90), ("p99", times.p99), ("max", times.max)]
    return parts.map { "\($0.0) \(Decimals.text($0.1, places: 2))" }.joined(separator: "  ") + " ms"
  }

  private static func line(_ server: Server) -> String {
    var parts = ["\(Decimals.text(server.processorSeconds, places: 2)) s on a processor"]
    if let cost = server.microsecondsPerDelivery { parts.append("\(Decimals.text(cost, places: 2)) µs a delivery") }
    if let cost = server.microsecondsPerJoin { parts.append("\(Decimals.text(cost, places: 0)) µs a join") }
    if let memory = server.kibibytesPerConnection {
      parts.append("\(Decimals.text(memory, places: 1)) KiB a connection")
    }
    return parts.joined(separator: ", ")
  }
}
