import EngineIO
import NIOCore

/// A session on its way from polling to its WebSocket, maybe to another event loop.
struct SessionMove: Sendable {
  let adoption: EngineAdoption
  let queued: [QueuedPacket]
  let machine: EngineSessionStateMachine
  let admission: SessionBudget.Admission
}
