import ChatModel
import ChatStore
import ChatTransport
import NIOCore

/// Gathers the figures of all loops for `/metrics`. Nothing in them tells of a person, a room or an address.
struct MetricsSource: Sendable {
  let chat: NIOLoopBound<Chat>
  let loops: [NIOLoopBound<ChatLoop>]

  /// The figures as text; who asks again within a second gets the same.
  func text(on eventLoop: any EventLoop) -> EventLoopFuture<String> {
    let chat = chat
    return chat.eventLoop.submit { chat.value.recentMetrics }.hop(to: eventLoop).flatMap { recent in
      recent.map { eventLoop.makeSucceededFuture($0) } ?? gather(on: eventLoop)
    }
  }

  private func gather(on eventLoop: any EventLoop) -> EventLoopFuture<String> {
    let deliveries = loops.map { loop in loop.eventLoop.submit { loop.value.deliveries } }
    let chat = chat
    let process = ProcessFigures.now()
    return EventLoopFuture.reduce(0, deliveries, on: eventLoop) { $0 &+ $1 }.flatMap { deliveries in
      chat.eventLoop.submit { chat.value.metricsText(deliveries, process) }.hop(to: eventLoop)
    }
  }
}

extension Chat {
  fileprivate var recentMetrics: String? {
    guard let shown = shownMetrics, NIODeadline.now() < shown.at + .seconds(1) else { return nil }
    return shown.text
  }

  fileprivate func metricsText(_ deliveries: Int64, _ process: ProcessFigures) -> String {
    var text = MetricsText()
    let connected = sessions.values.filter { $0.stage != .lingering }
    text.metric("parlor_connections", .gauge, "Clients that are connected here.", connected.count)
    text.metric("parlor_people", .gauge, "Different people among them.", Set(connected.map(\.person.id)).count)
    text.metric(
      "parlor_rooms", .gauge, "Rooms that somebody connected here is in.",
      rooms.values.count { !$0.sessions.isEmpty })
    text.metric("parlor_connects_total", .counter, "Clients that asked to be let in.", metrics.connects)
    text.metric(
      "parlor_ends_total", .counter, "Connections that ended, by why.", by: "reason",
      Dictionary(uniqueKeysWithValues: metrics.ends.map { ($0.key.rawValue, $0.value) }))
    text.metric("parlor_joins_total", .counter, "Rooms that were entered, also again.", metrics.joins)
    text.metric("parlor_messages_total", .counter, "Messages that were accepted.", figures.messages)
    text.metric("parlor_deliveries_total", .counter, "Events of rooms that were handed to a member.", deliveries)
    text.metric(
      "parlor_refusals_total", .counter, "Clients and requests that were refused, by the error's code.", by: "code",
      Dictionary(uniqueKeysWithValues: metrics.refusals.map { ($0.key.rawValue, $0.value) }))
    text.metric("parlor_send_seconds", "From a message's turn to its acknowledgement.", metrics.sends)
    text.metric("parlor_store_up", .gauge, "Whether the store can be used: 1 or 0.", storeLink.isReady ? 1 : 0)
    text.metric("parlor_store_outages_total", .counter, "Times the store went away.", metrics.outages)
    text.metric("process_cpu_seconds_total", .counter, "Processor time.", process.cpuSeconds)
    if let bytes = process.residentBytes {
      text.metric("process_resident_memory_bytes", .gauge, "Memory in use.", bytes)
    }
    if let count = process.descriptors { text.metric("process_open_fds", .gauge, "Open descriptors.", count) }
    text.metric("process_max_fds", .gauge, "The most descriptors it may open.", process.maxDescriptors)
    text.metric(
      "process_start_time_seconds", .gauge, "When it started, in Unix seconds.", Double(figures.started) / 1000)
    shownMetrics = (.now(), text.text)
    return text.text
  }
}
