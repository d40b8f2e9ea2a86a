public import JSONText

/// The server's side of one Socket.IO session: the namespaces of a client on one Engine.IO session.
///
/// Each method is named after what happened and returns what is to be done. `now` is nanoseconds of a monotonic clock
/// that the caller reads. After ``Action/closeTransport(_:)`` nothing more comes of it.
///
/// Source: the Socket.IO protocol documents, versions 5 and 4.
public struct SocketIOSessionStateMachine: Sendable {
  /// What to do with a message.
  public enum Action: Sendable, Hashable {
    /// Nothing, for now.
    case none
    /// A client asks to join a namespace that exists: decide, then call ``accepted(namespace:sid:)`` or
    /// ``refused(namespace:message:data:)``. `auth` is the CONNECT payload.
    case connect(namespace: String, auth: JSONObject?)
    /// Send this text message.
    case reply([UInt8])
    /// An event for the application.
    case deliver(SocketIOEvent)
    /// An answer to an event of ours.
    case acknowledged(SocketIOAcknowledgement)
    /// The client left a namespace, or took its CONNECT back; the transport stays.
    case left(namespace: String)
    /// The client broke the protocol: close the transport.
    case closeTransport(SocketIOError)
  }

  private struct Membership: Sendable {
    var namespace: String
    var isConnected: Bool
  }

  private let settings: SocketIOSettings
  private let version: SocketIOVersion
  private var memberships: [Membership] = []
  private var assembly: AttachmentAssembly?
  private var unconnectedRoom: Int
  private var isClosed = false

  /// When ``timePassed(now:)`` is due, in nanoseconds; nil once a CONNECT was accepted.
  public private(set) var connectDeadline: UInt64?

  /// A session whose transport has just opened.
  public init(_ settings: SocketIOSettings, version: SocketIOVersion = .five, now: UInt64) {
    self.settings = settings
    self.version = version
    unconnectedRoom = settings.limits.unconnectedBytes
    let wait = UInt64(max(0, settings.connectMilliseconds)).multipliedReportingOverflow(by: 1_000_000)
    let deadline = now.addingReportingOverflow(wait.overflow ? .max : wait.partialValue)
    connectDeadline = deadline.overflow ? .max : deadline.partialValue
  }

  /// The namespaces the client is in.
  public var connectedNamespaces: [String] { memberships.filter(\.isConnected).map(\.namespace) }

  /// Whether the client is in this namespace.
  public func isConnected(to namespace: String = "/") -> Bool {
    memberships.contains { $0.isConnected && $0.namespace == namespace }
  }
}

// MARK: - From the client

extension SocketIOSessionStateMachine {
  /// The transport has opened: to be called once, before anything is received.
  public mutating func opened() -> Action {
    switch version {
    case .four: settings.namespaces.contains("/") ? connect("/", auth: nil) : .none
    case .five: .none
    }
  }

  /// A text message came.
  public mutating func receivedText(_ bytes: UnsafeRawBufferPointer) -> Action {
    guard !isClosed else { return .none }
    if connectDeadline != nil {
      guard bytes.count <= unconnectedRoom else {
        return close(.tooLargeBeforeConnect, "Too much data before CONNECT.", hint: "Send a CONNECT packet first.")
      }
      unconnectedRoom -= bytes.count
    }
    guard assembly == nil else { return close(.missingAttachment, "A text message came while attachments were due.") }
    do throws(SocketIOError) {
      return try received(SocketIOPacket(decoding: bytes, limits: settings.limits))
    } catch {
      return close(error)
    }
  }

  /// A binary message came.
  public mutating func receivedBinary(_ bytes: UnsafeRawBufferPointer) -> Action {
    guard !isClosed else { return .none }
    guard var current = assembly else {
      return close(.unexpectedBinary, "A binary message came that no packet announced.")
    }
    // Taken out first, so that the kept attachments are not copied.
    assembly = nil
    do throws(SocketIOError) {
      switch try current.received(bytes) {
      case .waiting:
        assembly = current
        return .none
      case .complete(let packet, let attachments): return complete(packet, attachments)
      }
    } catch {
      return close(error)
    }
  }

  private mutating func received(_ packet: SocketIOPacket) throws(SocketIOError) -> Action {
    let index = memberships.firstIndex { $0.namespace == packet.namespace }
    switch packet.kind {
    case .connect:
      // Some clients of version 4 ask for what they were given.
      if let index, version == .four, memberships[index].namespace == "/" { return .none }
      guard index == nil else { throw SocketIOError(.invalidState, "The namespace is connected already.") }
      return connect(packet.namespace, auth: packet.data?.objectValue)
    case .disconnect:
      guard let index else { throw notConnected }
      memberships.remove(at: index)
      return .left(namespace: packet.namespace)
    case .connectError: throw SocketIOError(.invalidState, "Only servers send CONNECT_ERROR.")
    case .event, .ack, .binaryEvent, .binaryAck:
      // While a CONNECT is being decided the client may send already what it wants to do once it is in.
      guard index != nil else { throw notConnected }
      guard packet.kind.isBinary else { return complete(packet, []) }
      guard packet.attachmentCount > 0 else {
        try AttachmentAssembly.checkPlaceholders(of: packet)
        return complete(packet, [])
      }
      assembly = try AttachmentAssembly(packet, mode: settings.attachments, limits: settings.limits)
      return .none
    }
  }

  private var notConnected: SocketIOError {
    SocketIOError(.invalidState, "The namespace is not connected.", hint: "Send a CONNECT packet and await its answer.")
  }

  private mutating func connect(_ namespace: String, auth: JSONObject?) -> Action {
    guard settings.namespaces.contains(namespace) else {
      return .reply(refusal(namespace, "Invalid namespace"))
    }
    memberships.append(Membership(namespace: namespace, isConnected: false))
    return .connect(namespace: namespace, auth: auth)
  }

  private func refusal(_ namespace: String, _ message: String, data: [UInt8] = []) -> [UInt8] {
    switch version {
    case .four: SocketIOEncoder.error(message: message, namespace: namespace)
    case .five: SocketIOEncoder.connectError(message: message, data: data, namespace: namespace)
    }
  }

  /// A packet and all that belongs to it is here. Its namespace may have been left by us while attachments came.
  private func complete(_ packet: SocketIOPacket, _ attachments: [[UInt8]]) -> Action {
    guard memberships.contains(where: { $0.namespace == packet.namespace }) else { return .none }
    switch packet.kind {
    case .ack, .binaryAck:
      return SocketIOAcknowledgement(packet, attachments: attachments).map(Action.acknowledged) ?? .none
    default: return SocketIOEvent(packet, attachments: attachments).map(Action.deliver) ?? .none
    }
  }

  private mutating func close(_ code: SocketIOError.Code, _ message: String) -> Action {
    close(SocketIOError(code, message))
  }

  private mutating func close(_ code: SocketIOError.Code, _ message: String, hint: String) -> Action {
    close(SocketIOError(code, message, hint: hint))
  }

  private mutating func close(_ error: SocketIOError) -> Action {
    transportClosed()
    return .closeTransport(error)
  }
}

// MARK: - From us

extension SocketIOSessionStateMachine {
  /// The application lets the client into a namespace: send what this returns; nil if the client left meanwhile.
  public mutating func accepted(namespace: String, sid: String) -> [UInt8]? {
    guard let index = memberships.firstIndex(where: { $0.namespace == namespace && !$0.isConnected }) else {
      return nil
    }
    memberships[index].isConnected = true
    connectDeadline = nil
    return switch version {
    case .four: SocketIOEncoder.connected(namespace: namespace)
    case .five: SocketIOEncoder.connect(sid: sid, namespace: namespace)
    }
  }

  /// The application does not let the client into a namespace: send what this returns; nothing if the client left
  /// meanwhile. `data` is one JSON value, or empty for none; clients of version 4 are told the word only, or without
  /// one the message.
  public mutating func refused(
    namespace: String, message: String, word: String? = nil, data: [UInt8] = []
  ) -> [[UInt8]] {
    guard let index = memberships.firstIndex(where: { $0.namespace == namespace && !$0.isConnected }) else {
      return []
    }
    memberships.remove(at: index)
    let refusal = refusal(namespace, version == .four ? word ?? message : message, data: data)
    switch version {
    // Only after a DISCONNECT do these clients stop coming back.
    case .four: return [refusal, SocketIOEncoder.disconnect(namespace: namespace)]
    case .five: return [refusal]
    }
  }

  /// The application takes the client out of a namespace: send what this returns; nil if the client was not in it.
  public mutating func expelled(namespace: String = "/") -> [UInt8]? {
    guard let index = memberships.firstIndex(where: { $0.namespace == namespace && $0.isConnected }) else { return nil }
    memberships.remove(at: index)
    return SocketIOEncoder.disconnect(namespace: namespace)
  }

  /// Time has passed; to be called at ``connectDeadline`` or later.
  public mutating func timePassed(now: UInt64) -> Action {
    guard !isClosed, let connectDeadline, now >= connectDeadline else { return .none }
    return close(.connectTimeout, "No namespace was connected in time.", hint: "Send a CONNECT packet first.")
  }

  /// The transport is gone; nothing more comes of the session.
  public mutating func transportClosed() {
    isClosed = true
    memberships = []
    assembly = nil
    connectDeadline = nil
  }
}
