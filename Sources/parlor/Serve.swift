import ArgumentParser
import Configuration

/// `parlor serve`: flags only; `ServeRun` does the work.
struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run the server: Socket.IO clients in, Redis behind, a web page at /.",
    discussion: """
      Every option can also be given as an environment variable (--default-room is PARLOR_DEFAULT_ROOM) or as a line of \
      parlor.yaml (default-room: lobby). Options come first, then variables, then the file, then the defaults; \
      --print-config shows what holds and where it comes from.

      Without --redis a private Redis is started in the data directory and stopped with the last user of it.
      """)

  @Option(help: "Address to listen on. (default: 127.0.0.1)")
  var host: String?
  @Option(
    parsing: .unconditional,
    help: "Port to listen on; 0 lets the system pick one. Also variable PORT. (default: 3000)")
  var port: String?
  @Option(
    parsing: .unconditional,
    help: "Port on loopback for /ready and /metrics, which are then served nowhere else. (default: with all else)")
  var opsPort: String?
  @Option(
    help: ArgumentHelp(
      "Serve over TLS with this certificate and those that vouch for it, in PEM form; SIGHUP reads it anew.",
      valueName: "file"))
  var tlsCert: String?
  @Option(help: ArgumentHelp("Key of that certificate, in PEM form, without a passphrase.", valueName: "file"))
  var tlsKey: String?
  @Option(
    help: """
      Redis: redis://[user:pass@]host[:port][/db], rediss:// for TLS, unix:///path or host:port. Also \
      variable REDIS_ADDRESS. (default: a private one in the data directory)
      """)
  var redis: String?
  @Option(help: "First part of every key in Redis. (default: parlor:)")
  var keyPrefix: String?
  @Option(help: "Folder of the private Redis. (default: $XDG_DATA_HOME/parlor or ~/.local/share/parlor)")
  var dataDir: String?
  @Option(help: "Room of clients that name none. (default: lobby)")
  var defaultRoom: String?
  @Option(help: "Who may make rooms: anyone, moderators (of all rooms, that is admins) or none. (default: anyone)")
  var createRooms: String?
  @Option(help: "How people prove who they are: none (guests) or jwt (access tokens). (default: none)")
  var auth: String?
  @Option(
    help: ArgumentHelp(
      """
      With --auth jwt: the key tokens are verified with. PEM with the public key, or for HS… the bytes of the shared key \
      (a line end behind them does not count).
      """, valueName: "file"))
  var jwtKey: String?
  @Option(
    help: ArgumentHelp(
      """
      With --auth jwt: how tokens are signed, and no other way is taken: HS256, HS384, HS512, RS256, RS384, RS512, \
      PS256, PS384, PS512, ES256, ES384, ES512 or EdDSA.
      """, valueName: "name"))
  var jwtAlgorithm: String?
  @Option(help: ArgumentHelp("With --auth jwt: take only tokens with this iss.", valueName: "text"))
  var jwtIssuer: String?
  @Option(help: ArgumentHelp("With --auth jwt: take only tokens with this aud.", valueName: "text"))
  var jwtAudience: String?
  @Option(help: "Origin of a foreign page to let in, like https://example.org; may be repeated.")
  var allowOrigin: [String] = []
  @Option(
    help: ArgumentHelp(
      "Proxies to believe in X-Forwarded-For: addresses or networks like 10.0.0.0/8, with commas; may be repeated.",
      valueName: "addresses"))
  var trustedProxies: [String] = []
  @Option(parsing: .unconditional, help: "Threads that serve sockets. (default: one a core)")
  var threads: String?
  @Option(
    parsing: .unconditional,
    help: """
      How long messages of a busy room may wait to go out together, 0ms to 50ms: fewer writes, a little later. A quiet \
      room's go at once. (default: 0ms)
      """)
  var flushWindow: String?
  @Option(parsing: .unconditional, help: "Rooms in all. (default: limit rooms, 10000)")
  var maxRooms: String?
  @Flag(name: .customLong("no-eio3"), help: "Refuse clients of Socket.IO 1.x and 2.x (Engine.IO 3).")
  var noEIO3 = false
  @Flag(help: "Lift rates and address limits: for benchmarks and tests only.")
  var noRateLimits = false
  @Option(help: ArgumentHelp("Set a limit; may be repeated. --print-config lists them.", valueName: "name=value"))
  var limit: [String] = []
  @Option(help: "Form of the log on standard error: text or json. (default: text)")
  var logFormat: String?
  @Option(help: "What is worth logging: trace, debug, info, notice, warning, error, critical. (default: info)")
  var logLevel: String?
  @Option(help: ArgumentHelp("Configuration file. (default: parlor.yaml, if there is one)", valueName: "file"))
  var config: String?
  @Flag(help: "Print what holds and where it comes from, and end.")
  var printConfig = false

  /// The flags that were given, by setting.
  private var given: [String: [String]] {
    var flags: [String: [String]] = [:]
    let single: [(Setting, String?)] = [
      (.host, host), (.port, port), (.opsPort, opsPort), (.tlsCertificate, tlsCert), (.tlsKey, tlsKey), (.redis, redis),
      (.keyPrefix, keyPrefix), (.dataDirectory, dataDir), (.defaultRoom, defaultRoom), (.createRooms, createRooms),
      (.auth, auth), (.jwtKey, jwtKey), (.jwtAlgorithm, jwtAlgorithm), (.jwtIssuer, jwtIssuer),
      (.jwtAudience, jwtAudience), (.threads, threads),
      (.flushWindow, flushWindow), (.maxRooms, maxRooms), (.logFormat, logFormat), (.logLevel, logLevel),
      (.eio3, noEIO3 ? "false" : nil), (.rateLimits, noRateLimits ? "false" : nil),
    ]
    for case (let setting, let value?) in single { flags[setting.name] = [value] }
    if !allowOrigin.isEmpty { flags[Setting.allowOrigin.name] = allowOrigin }
    if !trustedProxies.isEmpty { flags[Setting.trustedProxies.name] = trustedProxies }
    return flags
  }

  func run() async throws {
    let settings = try failing { () throws(ConfigurationError) in
      try ConfigurationFile.settings(flags: given, limitFlags: limit, path: config)
    }
    let configuration = try failing { () throws(ConfigurationError) in try ServeConfiguration(settings) }
    if printConfig { return print(settings.report()) }
    try await ServeRun(configuration).run()
  }
}
