/// One thing that can be configured: by a flag, by the environment, in the file, or left at its default.
public struct Setting: Sendable {
  /// The name: a flag is `--name`, a key of the file is `name`, a variable is `PARLOR_NAME`.
  public let name: String
  /// Variables looked at after `PARLOR_NAME`, for programs that already set them.
  public let alsoKnownAs: [String]
  /// What holds when nobody says otherwise; nil when it has to be worked out.
  public let fallback: String?
  /// Whether the file gives a list.
  public let isList: Bool

  init(_ name: String, alsoKnownAs: [String] = [], default fallback: String? = nil, isList: Bool = false) {
    self.name = name
    self.alsoKnownAs = alsoKnownAs
    self.fallback = fallback
    self.isList = isList
  }

  /// The environment's names for it, first one first.
  public var variables: [String] {
    ["PARLOR_" + name.uppercased().replacing("-", with: "_")] + alsoKnownAs
  }
}

extension Setting {
  /// Address to listen on.
  public static let host = Setting("host", default: "127.0.0.1")
  /// Port to listen on; 0 lets the system pick one.
  public static let port = Setting("port", alsoKnownAs: ["PORT"], default: "3000")
  /// Port on loopback for what is for who looks after the server.
  public static let opsPort = Setting("ops-port")
  /// File with the certificates to serve over TLS with.
  public static let tlsCertificate = Setting("tls-cert")
  /// File with the key of the first of them.
  public static let tlsKey = Setting("tls-key")
  /// Where Redis is; without it the embedded one of the data directory.
  public static let redis = Setting("redis", alsoKnownAs: ["REDIS_ADDRESS"])
  /// First part of every key.
  public static let keyPrefix = Setting("key-prefix", default: "parlor:")
  /// Folder of the embedded Redis.
  public static let dataDirectory = Setting("data-dir")
  /// Room of clients that name none.
  public static let defaultRoom = Setting("default-room", default: "lobby")
  /// Who may make rooms.
  public static let createRooms = Setting("create-rooms", default: "anyone")
  /// How people prove who they are.
  public static let auth = Setting("auth", default: "none")
  /// File with the key that access tokens are verified with.
  public static let jwtKey = Setting("jwt-key")
  /// How access tokens are signed.
  public static let jwtAlgorithm = Setting("jwt-algorithm")
  /// Who has to have made access tokens.
  public static let jwtIssuer = Setting("jwt-issuer")
  /// For whom access tokens have to be made.
  public static let jwtAudience = Setting("jwt-audience")
  /// Origins of foreign pages let in.
  public static let allowOrigin = Setting("allow-origin", isList: true)
  /// Proxies whose word is taken for where a request came from.
  public static let trustedProxies = Setting("trusted-proxies", isList: true)
  /// Threads that serve sockets.
  public static let threads = Setting("threads")
  /// How long messages of a busy room may wait to go out together.
  public static let flushWindow = Setting("flush-window", default: "0ms")
  /// Rooms in all.
  public static let maxRooms = Setting("max-rooms")
  /// Whether clients of Socket.IO 1.x and 2.x are served.
  public static let eio3 = Setting("eio3", default: "true")
  /// Form of the log.
  public static let logFormat = Setting("log-format", default: "text")
  /// What is worth logging.
  public static let logLevel = Setting("log-level", default: "info")
  /// Whether rates and address limits hold.
  public static let rateLimits = Setting("rate-limits", default: "true")

  /// All settings of `parlor serve`, in the order they are shown.
  public static let serve: [Setting] = [
    host, port, opsPort, tlsCertificate, tlsKey, redis, keyPrefix, dataDirectory, defaultRoom, createRooms, auth,
    jwtKey, jwtAlgorithm, jwtIssuer, jwtAudience, allowOrigin, trustedProxies, threads, flushWindow, maxRooms, eio3,
    logFormat, logLevel, rateLimits,
  ]
}
