import ChatModel
import ChatTransport
import NIOCore

/// What the chat has counted since it started. It belongs to the chat's event loop.
struct ChatMetrics: Sendable {
  /// Clients that asked to be let in.
  private(set) var connects: Int64 = 0
  /// Connections that ended, by why.
  private(set) var ends: [EngineCloseReason: Int64] = [:]
  /// Requests and clients that were refused, by the error's code.
  private(set) var refusals: [ErrorCode: Int64] = [:]
  /// Rooms entered, by new people or once more.
  private(set) var joins: Int64 = 0
  /// Times the store went away.
  private(set) var outages: Int64 = 0
  /// From a message's turn to its acknowledgement.
  private(set) var sends = LatencyHistogram()

  mutating func connected() { connects += 1 }

  mutating func ended(_ reason: EngineCloseReason) { ends[reason, default: 0] += 1 }

  mutating func refused(_ code: ErrorCode) { refusals[code, default: 0] += 1 }

  mutating func joined() { joins += 1 }

  mutating func storeWent() { outages += 1 }

  mutating func accepted(after time: TimeAmount) { sends.add(time) }
}
