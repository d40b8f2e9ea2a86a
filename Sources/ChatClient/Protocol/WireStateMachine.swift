import EngineIO
import JSONText
import SocketIO

/// The client's side of one connection: Engine.IO 4 and, in it, namespace `/` of Socket.IO 5.
///
/// Sources: the Engine.IO protocol document, version 4, and the Socket.IO protocol document, version 5.
struct WireStateMachine: Sendable {
  private enum State { case opened, connecting, live, ended }

  /// What a text message brought.
  enum Action: Equatable {
    case nothing
    /// Send this text message.
    case send([UInt8])
    /// The server let the client in.
    case connected
    /// The server turned the client away.
    case refused(ChatClientError)
    /// The server took the client out of the namespace.
    case expelled
    /// An event with its arguments.
    case event(String, ArraySlice<JSONValue>)
    /// The answer to an event of ours.
    case acknowledged(Int64, [JSONValue])
    /// The server said that this connection ends.
    case ended
    /// The server broke the protocol.
    case violation(ChatClientError)
  }

  private let auth: JSONObject
  private var state = State.opened
  private var silence: Duration?
  /// The largest message the server takes, in bytes; nil where it did not say.
  private(set) var maxPayload: Int64?
  private var heard: ContinuousClock.Instant
  private var isDeaf = false

  /// A WebSocket that has just opened.
  ///
  /// - Parameter auth: the payload of CONNECT.
  init(auth: JSONObject, now: ContinuousClock.Instant) {
    self.auth = auth
    heard = now
  }

  /// Whether the server has let the client in.
  var isLive: Bool { state == .live }

  /// When the server's silence has lasted too long; nil while none is noticed.
  var silenceDeadline: ContinuousClock.Instant? {
    guard state != .ended, !isDeaf, let silence else { return nil }
    return heard + silence
  }

  /// Nothing is read for a while: silence says nothing of the server then.
  mutating func readingPaused() { isDeaf = true }

  /// Reading goes on.
  mutating func readingResumed(now: ContinuousClock.Instant) {
    isDeaf = false
    heard = now
  }

  /// A text message came.
  mutating func received(_ text: [UInt8], now: ContinuousClock.Instant) -> Action {
    heard = now
    guard state != .ended else { return .nothing }
    guard let type = text.first.flatMap({ EnginePacketType(rawValue: $0) }) else {
      return end(.violation(.violation("The server sent a packet of no known type.")))
    }
    let data = text.dropFirst()
    switch (type, state) {
    case (.open, .opened):
      guard let handshake = ServerHandshake(data) else {
        return end(.violation(.violation("The server's first packet is not understood.")))
      }
      silence = handshake.silence
      maxPayload = handshake.maxPayload
      state = .connecting
      return .send(Array("40".utf8) + (auth.isEmpty ? [] : JSONValue.object(auth).encoded))
    case (.ping, .connecting), (.ping, .live): return .send([EnginePacketType.pong.rawValue] + data)
    case (.message, .connecting), (.message, .live): return message(data)
    case (.close, _): return end(.ended)
    case (.noop, _), (.pong, _): return .nothing
    default: return end(.violation(.violation("The server sent a packet out of turn.")))
    }
  }

  /// The connection is over: nothing more comes of it.
  mutating func closed() { state = .ended }

  private mutating func message(_ data: ArraySlice<UInt8>) -> Action {
    let packet: SocketIOPacket
    do throws(SocketIOError) {
      // Big answers hold more than clients may say.
      packet = try SocketIOPacket(decoding: String(decoding: data, as: UTF8.self), limits: SocketIOLimits(depth: 64))
    } catch {
      return end(.violation(.violation("The server sent a malformed packet.")))
    }
    guard packet.namespace == "/" else { return .nothing }
    switch (packet.kind, state) {
    case (.connect, .connecting):
      state = .live
      return .connected
    case (.connectError, .connecting): return end(.refused(ChatClientError(connectError: packet.data)))
    case (.disconnect, .live): return end(.expelled)
    case (.event, .live): return Self.event(packet)
    case (.ack, .live):
      guard case .array(let arguments)? = packet.data, let id = packet.ackID else { return .nothing }
      return .acknowledged(id, arguments)
    // Nothing binary is said in this chat; a later server may, to those who know what it means.
    case (.binaryEvent, .live), (.binaryAck, .live): return .nothing
    default: return end(.violation(.violation("The server sent a packet out of turn.")))
    }
  }

  private static func event(_ packet: SocketIOPacket) -> Action {
    guard case .array(let items)? = packet.data, case .string(let name)? = items.first else { return .nothing }
    return .event(name, items.dropFirst())
  }

  private mutating func end(_ action: Action) -> Action {
    state = .ended
    return action
  }
}
