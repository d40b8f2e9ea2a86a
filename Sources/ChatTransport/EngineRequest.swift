import EngineIO
import NIOHTTP1

/// What a request at an engine path asks for.
enum EngineRequest {
  case preflight
  case openPolling(EngineVersion)
  case openWebSocket(EngineVersion)
  case poll(SessionID)
  case payload(SessionID)
  case probe(SessionID)
  case refused(EngineRequestError)

  init(_ head: HTTPRequestHead, query: Substring, _ configuration: TransportConfiguration) {
    self = Self.classify(head, EngineQuery(query), configuration)
  }

  private static func classify(
    _ head: HTTPRequestHead, _ query: EngineQuery, _ configuration: TransportConfiguration
  ) -> EngineRequest {
    if head.method == .OPTIONS { return .preflight }
    let (origin, host) = (head.headers.first(name: "Origin"), head.headers.first(name: "Host"))
    guard configuration.origins.permits(origin: origin, host: host) else { return .refused(.forbidden) }
    guard query.transport == "polling" || query.transport == "websocket" else { return .refused(.unknownTransport) }
    guard let version = EngineVersion(rawValue: String(query.version ?? "")), configuration.versions.contains(version)
    else { return .refused(.unsupportedVersion) }
    // A page that polls with scripts could be made to run what others write.
    if version == .three, query.asksForScript { return .refused(.badRequest) }
    if query.transport == "websocket" {
      guard head.method == .GET, head.asksForWebSocket else { return .refused(.badRequest) }
      guard let text = query.sid else { return .openWebSocket(version) }
      return SessionID(text).map { .probe($0) } ?? .refused(.unknownSession)
    }
    guard !head.asksForWebSocket else { return .refused(.badRequest) }
    guard let text = query.sid else {
      return head.method == .GET ? .openPolling(version) : .refused(.badHandshakeMethod)
    }
    guard let sid = SessionID(text) else { return .refused(.unknownSession) }
    switch head.method {
    case .GET: return .poll(sid)
    case .POST: return .payload(sid)
    default: return .refused(.badRequest)
    }
  }
}

/// The parameters of an engine path. The last of several counts; none of their values needs percent-encoding.
private struct EngineQuery {
  var version: Substring?
  var transport: Substring?
  var sid: Substring?
  /// Version 3: the answer shall be a script (JSONP).
  var asksForScript = false

  init(_ query: Substring) {
    for pair in query.split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else { continue }
      switch parts[0] {
      case "EIO": version = parts[1]
      case "transport": transport = parts[1]
      case "sid": sid = parts[1]
      case "j": asksForScript = true
      default: break
      }
    }
  }
}

extension HTTPRequestHead {
  /// Whether the request wants to become a WebSocket.
  var asksForWebSocket: Bool {
    headers[canonicalForm: "Upgrade"].contains { $0.lowercased() == "websocket" }
      && headers[canonicalForm: "Connection"].contains { $0.lowercased() == "upgrade" }
  }
}
