import ChatModel
import ChatStore
import FoundationEssentials
import Rendering

extension AdminContext {
  /// A new act of whoever sits at this console.
  func act(_ reason: String? = nil) -> Act {
    Act(by: ActAuthor(console: ProcessInfo.processInfo.userName), reason: reason ?? "")
  }

  /// Acts on the store; what the rules of the chat refuse is an error of the command.
  func carryOut<Value>(
    _ deed: () async throws(StoreError) -> StoreWriter.Verdict<Value>
  ) async throws(AdminError) -> Value {
    switch try await ask(deed) {
    case .success(let value): return value
    case .failure(let refusal): throw AdminError(refusal)
    }
  }

  /// Says that something was done without a line in the audit.
  func warn(unaudited reason: String?, _ act: ActID) {
    guard let reason else { return }
    output.note("parlor: The audit does not have \(act): \(TerminalText.escaped(reason))")
  }

  /// Refuses what is about a room that is not there.
  func mustExist(_ room: RoomID) async throws(AdminError) {
    if room == session.configuration.defaultRoom { return }
    let exists = try await ask { () throws(StoreError) in try await store.listing(of: room) != nil }
    guard exists else { throw AdminError(.notFound, "There is no room \(room).", hint: "'rooms' lists them.") }
  }
}

extension AdminError {
  /// What the rules of the chat refuse.
  init(_ refusal: ChatError) {
    switch refusal.code {
    case .noSuchRoom: self.init(.notFound, refusal.message, hint: "'rooms' lists those there are.")
    case .tooLarge: self.init(.usage, refusal.message)
    default: self.init(.refused, refusal.message, hint: refusal.hint ?? "")
    }
  }
}
