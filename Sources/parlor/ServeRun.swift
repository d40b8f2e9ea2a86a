import ArgumentParser
import ChatServer
import ChatStore
import ChatTransport
import Configuration
import EmbeddedRedis
import Foundation
import Logging
import NIOCore
import NIOPosix
import RedisClient
import ServiceLifecycle
import Tokens
import TransportSecurity
import UnixSignals

/// Runs the server until it is told to stop: Redis first, then the chat; stopped in the other order.
struct ServeRun {
  let configuration: ServeConfiguration

  init(_ configuration: ServeConfiguration) { self.configuration = configuration }

  func run() async throws {
    // Before anything is started, so that a wrong file ends like any wrong setting.
    let certificate = try configuration.tls.map { tls in
      try failing { () throws(SecurityError) in try ServerCertificate(chain: tls.certificate, key: tls.key) }
    }
    let accessTokens = try await AccessTokenFile.verifier(for: configuration.authentication)
    ProcessSetup.ignoreBrokenPipes()
    ProcessSetup.raiseDescriptorLimit()
    LogSetup.bootstrap(configuration)
    let logger = Logger(label: "parlor")
    let group = MultiThreadedEventLoopGroup(numberOfThreads: configuration.threads ?? System.coreCount)
    do {
      try await serve(on: group, certificate: certificate, accessTokens: accessTokens, logger: logger)
    } catch {
      try? await group.shutdownGracefully()
      throw fail(Self.line(for: error))
    }
    try await group.shutdownGracefully()
  }

  private func serve(
    on group: MultiThreadedEventLoopGroup, certificate: ServerCertificate?, accessTokens: AccessTokenVerifier?,
    logger: Logger
  ) async throws {
    var services: [ServiceGroupConfiguration.ServiceConfiguration] = []
    guard let proxies = TrustedProxies(configuration.trustedProxies) else {
      throw ConfigurationError(
        "trusted-proxies has an entry that is neither an address nor a network.",
        hint: "Write them like 10.0.0.0/8,192.168.1.5.")
    }
    if let certificate { services.append(.init(service: await CertificateRenewal(of: certificate, logger: logger))) }
    let endpoint: RedisEndpoint
    if let address = configuration.redis {
      endpoint = try RedisEndpoint(parsing: address)
      _ = try await RedisClient.probe(endpoint)
    } else {
      let directory = configuration.dataDirectory ?? EmbeddedRedis.defaultDataDirectory
      let embedded = EmbeddedRedis(dataDirectory: directory, logger: logger)
      endpoint = try await embedded.start()
      services.append(.init(service: embedded))
    }
    var serving = ChatServerConfiguration(
      host: configuration.host, port: configuration.port, endpoint: endpoint, keyPrefix: configuration.keyPrefix,
      defaultRoom: configuration.defaultRoom, roomCreation: configuration.roomCreation.policy,
      allowedOrigins: configuration.allowedOrigins, trustedProxies: proxies,
      flushWindowMilliseconds: configuration.flushWindowMilliseconds,
      servesOldClients: configuration.servesOldClients, limits: configuration.limits)
    serving.opsPort = configuration.opsPort
    serving.certificate = certificate
    let scheme = certificate == nil ? "http" : "https"
    serving.accessTokens = accessTokens
    serving.figures.host = ProcessInfo.processInfo.hostName
    serving.figures.process = Int64(ProcessInfo.processInfo.processIdentifier)
    serving.figures.started = Int64(Date.now.timeIntervalSince1970 * 1000)
    let chat = ChatServer(configuration: serving, group: group, logger: logger) { host, port in
      let name = host.contains(":") ? "[\(host)]" : host
      FileHandle.standardOutput.write(Data("Parlor is listening on \(scheme)://\(name):\(port)/\n".utf8))
    }
    services += chat.connections.map { .init(service: $0) }
    services.append(.init(service: chat, failureTerminationBehavior: .gracefullyShutdownGroup))
    var group = ServiceGroupConfiguration(
      services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
    group.maximumGracefulShutdownDuration = .seconds(10)
    try await ServiceGroup(configuration: group).run()
  }

  private static func line(for error: any Error) -> String {
    switch error {
    case let error as RedisError: "\(error)"
    case let error as any CustomStringConvertible: error.description
    default: "\(error)"
    }
  }
}

extension ServeConfiguration.RoomCreation {
  var policy: ChatServerConfiguration.RoomCreation {
    switch self {
    case .anyone: .anyone
    case .moderators: .moderators
    case .none: .nobody
    }
  }
}
