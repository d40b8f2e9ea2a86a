public import ChatModel

/// What `parlor serve` runs with, every value checked.
public struct ServeConfiguration: Sendable {
  /// Who may make rooms.
  public enum RoomCreation: String, Sendable, CaseIterable {
    case anyone, moderators, none
  }

  /// Form of the log's lines.
  public enum LogFormat: String, Sendable, CaseIterable {
    case text, json
  }

  /// What is worth logging.
  public enum LogLevel: String, Sendable, CaseIterable {
    case trace, debug, info, notice, warning, error, critical
  }

  /// How people prove who they are.
  public enum Authentication: Sendable, Equatable {
    /// Not at all: everybody is a guest.
    case none
    /// With access tokens.
    case accessTokens(AccessTokenSettings)
  }

  /// Address to listen on.
  public let host: String
  /// Port to listen on; 0 lets the system pick one.
  public let port: Int
  /// Port on loopback for `/ready` and `/metrics`; 0 lets the system pick one, nil serves them with all else.
  public let opsPort: Int?
  /// Files with the certificates and the key to serve over TLS with; nil to serve without.
  public let tls: (certificate: String, key: String)?
  /// Redis as the user wrote it; nil for the embedded one.
  public let redis: String?
  /// First part of every key.
  public let keyPrefix: String
  /// Folder of the embedded Redis, as the user wrote it; nil for the default.
  public let dataDirectory: String?
  /// Room of clients that name none.
  public let defaultRoom: RoomID
  /// Who may make rooms.
  public let roomCreation: RoomCreation
  /// How people prove who they are.
  public let authentication: Authentication
  /// Origins of foreign pages let in.
  public let allowedOrigins: [String]
  /// Addresses and networks of proxies whose word is taken for where a request came from.
  public let trustedProxies: [String]
  /// Threads that serve sockets; nil for one a core.
  public let threads: Int?
  /// How long messages of a busy room may wait to go out together, in milliseconds.
  public let flushWindowMilliseconds: Int
  /// Whether clients of Socket.IO 1.x and 2.x are served.
  public let servesOldClients: Bool
  /// Form of the log.
  public let logFormat: LogFormat
  /// What is worth logging.
  public let logLevel: LogLevel
  /// All limits.
  public let limits: Limits

  /// Checks every value of the settings.
  public init(_ settings: Settings) throws(ConfigurationError) {
    host = settings.values["host"]?.text ?? ""
    port = try settings.integer("port", in: 0...65535)
    opsPort = settings.values["ops-port"] == nil ? nil : try settings.integer("ops-port", in: 0...65535)
    if let opsPort, opsPort != 0, opsPort == port {
      throw settings.refusal("ops-port", hint: "Choose another than the port of the clients.")
    }
    switch (settings.values["tls-cert"]?.text, settings.values["tls-key"]?.text) {
    case (let certificate?, let key?): tls = (certificate, key)
    case (nil, nil): tls = nil
    case (_?, nil): throw ConfigurationError("tls-cert needs tls-key.", hint: "Name the file with its key.")
    case (nil, _?): throw ConfigurationError("tls-key needs tls-cert.", hint: "Name the file with the certificate.")
    }
    redis = settings.values["redis"]?.text
    dataDirectory = settings.values["data-dir"]?.text
    keyPrefix = settings.values["key-prefix"]?.text ?? ""
    let isPlain = keyPrefix.utf8.allSatisfy { (0x21...0x7E).contains($0) && !"{}*?[]\\".utf8.contains($0) }
    guard keyPrefix.utf8.count <= 64, isPlain else {
      throw settings.refusal("key-prefix", hint: "Use up to 64 letters, digits, colons, dots or dashes.")
    }
    guard let room = RoomID(settings.values["default-room"]?.text ?? "") else {
      throw settings.refusal("default-room", hint: "A room id is [a-z0-9][a-z0-9._-]{0,63}.")
    }
    defaultRoom = room
    roomCreation = try settings.choice("create-rooms")
    authentication = try settings.authentication()
    allowedOrigins = settings.values["allow-origin"]?.items ?? []
    for origin in allowedOrigins where !Self.isOrigin(origin) {
      throw settings.refusal("allow-origin", hint: "An origin is like https://chat.example.org, without a path.")
    }
    trustedProxies = (settings.values["trusted-proxies"]?.items ?? []).flatMap { item in
      item.split(separator: ",").map { $0.split(separator: " ").joined() }
    }
    threads = settings.values["threads"] == nil ? nil : try settings.integer("threads", in: 1...64)
    flushWindowMilliseconds = try settings.milliseconds("flush-window", in: 0...50)
    logFormat = try settings.choice("log-format")
    logLevel = try settings.choice("log-level")
    var limits = settings.limits
    limits.ratesHold = try settings.isOn("rate-limits")
    servesOldClients = try settings.isOn("eio3")
    if settings.values["max-rooms"] != nil { limits.rooms = try settings.integer("max-rooms", in: 1...10_000_000) }
    self.limits = limits
  }

  private static func isOrigin(_ text: String) -> Bool {
    guard let scheme = ["http://", "https://"].first(where: text.hasPrefix) else { return false }
    let host = text.dropFirst(scheme.count)
    return !host.isEmpty && host.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x2F }
  }
}

extension Settings {
  func refusal(_ name: String, hint: String) -> ConfigurationError {
    let value = values[name]
    return ConfigurationError(
      "\(name) cannot be '\(escaped(value?.text ?? ""))' (\(value?.source ?? .standard)).", hint: hint)
  }

  func isOn(_ name: String) throws(ConfigurationError) -> Bool {
    switch values[name]?.text {
    case "true", "yes", "on", "1": true
    case "false", "no", "off", "0": false
    default: throw refusal(name, hint: "Say true or false.")
    }
  }

  func integer(_ name: String, in range: ClosedRange<Int>) throws(ConfigurationError) -> Int {
    guard let number = Int(values[name]?.text ?? ""), range.contains(number) else {
      throw refusal(name, hint: "Give a whole number from \(range.lowerBound) to \(range.upperBound).")
    }
    return number
  }

  /// A time such as `20ms`, or `20`, which is the same.
  func milliseconds(_ name: String, in range: ClosedRange<Int>) throws(ConfigurationError) -> Int {
    let text = values[name]?.text ?? ""
    let digits = text.hasSuffix("ms") ? text.dropLast(2) : text[...]
    guard let number = Int(digits), range.contains(number) else {
      throw refusal(name, hint: "Give milliseconds from \(range.lowerBound) to \(range.upperBound), like 20ms.")
    }
    return number
  }

  func choice<Choice: RawRepresentable<String> & CaseIterable>(_ name: String) throws(ConfigurationError) -> Choice {
    guard let choice = Choice(rawValue: values[name]?.text ?? "") else {
      throw refusal(name, hint: "Choose from \(Choice.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    return choice
  }
}
