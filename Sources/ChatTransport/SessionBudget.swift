import NIOCore
import Synchronization

/// Counts sessions for ``SessionLimits``. Shared by all loops, so it locks; used only when a session opens and ends.
final class SessionBudget: Sendable {
  /// What is counted for a session, to be given back at its end.
  struct Admission: Sendable {
    fileprivate let address: String?
  }

  enum Answer {
    case admitted(Admission)
    /// 429.
    case tooManyOfAddress
    /// 503.
    case full
  }

  private struct Address {
    var open = 0
    var tokens: Double
    var filled: NIODeadline
  }

  private struct State {
    var open = 0
    var addresses: [String: Address] = [:]
  }

  /// Addresses that are remembered before the quiet ones are forgotten.
  private static let rememberedAddresses = 16_384

  private let limits: SessionLimits
  private let state = Mutex(State())

  init(_ limits: SessionLimits) {
    self.limits = limits
  }

  var openSessions: Int { state.withLock { $0.open } }

  func admit(_ address: String, now: NIODeadline) -> Answer {
    let isExempt = !limits.includesLoopback && Self.isLoopback(address)
    let hasAddressLimits = limits.perAddress != nil || limits.burstPerAddress != nil
    return state.withLock { state in
      if let total = limits.total, state.open >= total { return .full }
      guard hasAddressLimits, !isExempt else {
        state.open += 1
        return .admitted(Admission(address: nil))
      }
      let burst = Double(limits.burstPerAddress ?? Int.max)
      var entry = state.addresses[address] ?? Address(tokens: burst, filled: now)
      entry.tokens = refilled(entry, burst, now)
      entry.filled = now
      defer { state.addresses[address] = entry }
      if let perAddress = limits.perAddress, entry.open >= perAddress { return .tooManyOfAddress }
      guard entry.tokens >= 1 else { return .tooManyOfAddress }
      entry.tokens -= 1
      entry.open += 1
      state.open += 1
      if state.addresses.count >= Self.rememberedAddresses { forgetQuiet(&state, burst, now) }
      return .admitted(Admission(address: address))
    }
  }

  func release(_ admission: Admission) {
    state.withLock { state in
      state.open -= 1
      if let address = admission.address { state.addresses[address]?.open -= 1 }
    }
  }

  private func refilled(_ entry: Address, _ burst: Double, _ now: NIODeadline) -> Double {
    let seconds = Double((now - entry.filled).nanoseconds) / 1e9
    return min(burst, entry.tokens + max(0, seconds) * Double(limits.perAddressAndMinute) / 60)
  }

  private func forgetQuiet(_ state: inout State, _ burst: Double, _ now: NIODeadline) {
    state.addresses = state.addresses.filter { $0.value.open > 0 || refilled($0.value, burst, now) < burst }
  }

  static func isLoopback(_ address: String) -> Bool {
    address.isEmpty || address.hasPrefix("127.") || address == "::1" || address.hasPrefix("::ffff:127.")
  }
}
