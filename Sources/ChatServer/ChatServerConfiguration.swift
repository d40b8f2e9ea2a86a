public import ChatModel
public import ChatStore
public import ChatTransport
public import RedisClient
public import Tokens
public import TransportSecurity

/// What a server runs with.
public struct ChatServerConfiguration: Sendable {
  /// Who may make rooms.
  public enum RoomCreation: Sendable {
    /// Everybody, within the limits.
    case anyone
    /// Admins only: a room that does not exist yet has no moderators.
    case moderators
    /// Nobody; the default room is always there.
    case nobody
  }

  /// Address to listen on.
  public var host: String
  /// Port to listen on; 0 lets the system pick one.
  public var port: Int
  /// Port on loopback for `/ready` and `/metrics`; 0 lets the system pick one, nil serves them with all else.
  public var opsPort: Int?
  /// What the server proves who it is with, over TLS; nil to serve without.
  public var certificate: ServerCertificate?
  /// Where Redis is.
  public var endpoint: RedisEndpoint
  /// First part of every key.
  public var keyPrefix: String
  /// Room of clients that name none.
  public var defaultRoom: RoomID
  /// Who may make rooms.
  public var roomCreation: RoomCreation
  /// Origins of foreign pages let in.
  public var allowedOrigins: [String]
  /// Proxies whose word is taken for where a request came from.
  public var trustedProxies: TrustedProxies
  /// How long messages of a busy room may wait to go out together, in milliseconds; 0 sends all at once.
  public var flushWindowMilliseconds: Int
  /// Whether clients of Socket.IO 1.x and 2.x, which speak Engine.IO 3, are served.
  public var servesOldClients: Bool
  /// What people's access tokens are verified with; nil lets everybody in, as guests.
  public var accessTokens: AccessTokenVerifier?
  /// All limits.
  public var limits: Limits
  /// What is known from the beginning of what a server says of itself.
  public var figures = ServerFigures()

  /// A configuration with all its parts.
  public init(
    host: String, port: Int, endpoint: RedisEndpoint, keyPrefix: String, defaultRoom: RoomID,
    roomCreation: RoomCreation, allowedOrigins: [String], trustedProxies: TrustedProxies = TrustedProxies(),
    flushWindowMilliseconds: Int = 0, servesOldClients: Bool = true, limits: Limits
  ) {
    self.host = host
    self.port = port
    self.endpoint = endpoint
    self.keyPrefix = keyPrefix
    self.defaultRoom = defaultRoom
    self.roomCreation = roomCreation
    self.allowedOrigins = allowedOrigins
    self.trustedProxies = trustedProxies
    self.flushWindowMilliseconds = flushWindowMilliseconds
    self.servesOldClients = servesOldClients
    self.limits = limits
  }
}
