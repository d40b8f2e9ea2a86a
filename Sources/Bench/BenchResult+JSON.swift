import JSONText

extension BenchResult {
  /// One JSON object; numbers have three decimals.
  public var json: String {
    var writer = JSONWriter(capacity: 1024)
    writer.beginObject()
    writer.text("bench", plan.kind.rawValue)
    writer.key("urls")
    writer.beginArray()
    for server in plan.servers { writer.string(server.text) }
    writer.endArray()
    writer.whole("members", plan.members)
    writer.whole("senders", plan.senders)
    writer.whole("rooms", plan.rooms)
    if plan.kind == .fanout { writer.decimal("rate", plan.rate) }
    writer.whole("size", plan.size)
    writer.decimal("duration_s", seconds)
    if wasInterrupted {
      writer.key("interrupted")
      writer.bool(true)
    }
    if let messages { writer.whole("messages", messages) }
    if let deliveries {
      writer.whole("deliveries", deliveries)
      writer.decimal("deliveries_per_s", Double(deliveries) / seconds)
    }
    if let messages { writer.decimal("messages_per_s", Double(messages) / seconds) }
    writer.whole("lost", lost)
    writer.whole("doubled", doubled)
    writer.whole("foreign", foreign)
    writer.whole("refused", refused)
    if let firstRefusal { writer.text("first_refusal", firstRefusal) }
    writer.whole("dropped_connections", droppedConnections)
    writer.percentiles("latency_ms", latency)
    writer.percentiles("ack_ms", acks)
    writer.key("servers")
    writer.beginArray()
    for server in servers { writer.server(server) }
    writer.endArray()
    writer.key("client")
    writer.beginObject()
    writer.decimal("cpu_s", clientSeconds)
    writer.endObject()
    if let joinsPerSecond { writer.decimal("joins_per_s", joinsPerSecond) }
    if !quarters.isEmpty {
      writer.key("quarters")
      writer.beginArray()
      for quarter in quarters {
        writer.beginObject()
        writer.whole("joins", quarter.joins)
        writer.decimal("joins_per_s", quarter.joinsPerSecond)
        if let cost = quarter.microsecondsPerJoin { writer.decimal("cpu_us_per_join", cost) }
        writer.endObject()
      }
      writer.endArray()
    }
    writer.endObject()
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}

extension JSONWriter {
  fileprivate mutating func text(_ name: String, _ value: String) {
    key(name)
    string(value)
  }

  fileprivate mutating func whole(_ name: String, _ value: Int) {
    key(name)
    integer(value)
  }

  fileprivate mutating func decimal(_ name: String, _ value: Double) {
    key(name)
    raw(Decimals.text(value, places: 3).utf8)
  }

  fileprivate mutating func percentiles(_ name: String, _ percentiles: BenchResult.Percentiles?) {
    guard let percentiles else { return }
    key(name)
    beginObject()
    decimal("p50", percentiles.p50)
    decimal("p90", percentiles.p90)
    decimal("p99", percentiles.p99)
    decimal("p999", percentiles.p999)
    decimal("max", percentiles.max)
    endObject()
  }

  fileprivate mutating func server(_ server: BenchResult.Server) {
    beginObject()
    whole("pid", Int(server.process))
    decimal("cpu_s", server.processorSeconds)
    if let cost = server.microsecondsPerDelivery { decimal("cpu_us_per_delivery", cost) }
    if let cost = server.microsecondsPerJoin { decimal("cpu_us_per_join", cost) }
    whole("rss_kib_before", server.residentBefore)
    whole("rss_kib_after", server.residentAfter)
    if let memory = server.kibibytesPerConnection { decimal("kib_per_connection", memory) }
    endObject()
  }
}
