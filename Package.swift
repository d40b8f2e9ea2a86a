// swift-tools-version: 6.2

import PackageDescription

/// The settings every target of ours is built with: warnings are errors, imports are explicit.
///
/// Release builds leave out the checks for overlapping access, a twentieth of what a message costs; debug builds, and
/// with them all tests, make them.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .treatAllWarnings(as: .error),
  .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release)),
]

let nio: [Target.Dependency] = [
  .product(name: "NIOCore", package: "swift-nio"),
  .product(name: "NIOPosix", package: "swift-nio"),
]
let log: Target.Dependency = .product(name: "Logging", package: "swift-log")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")

// Lowest layer first: a target may only depend on targets above it.
let layers: [Target] = [
  // System libraries and embedded files.
  .systemLibrary(name: "CHiredis", path: "Sources/CHiredis", providers: [.apt(["libhiredis-dev"])]),
  .systemLibrary(name: "CReadline", path: "Sources/CReadline", providers: [.apt(["libreadline-dev"])]),
  .target(name: "CWebAssets", exclude: ["web", "vendor"]),
  .target(name: "CEpoll"),

  // Pure values: no I/O, no clock, no Foundation.
  .target(name: "JSONText", swiftSettings: strict),
  .target(name: "ChatModel", dependencies: ["JSONText"], swiftSettings: strict),
  .target(name: "EngineIO", swiftSettings: strict),
  .target(name: "SocketIO", dependencies: ["JSONText"], swiftSettings: strict),
  .target(name: "Rendering", swiftSettings: strict),

  // TLS, for all that connect or are connected to.
  .target(
    name: "TransportSecurity", dependencies: [.product(name: "NIOSSL", package: "swift-nio-ssl")],
    swiftSettings: strict),

  // The store.
  .target(
    name: "RedisClient", dependencies: ["CHiredis", "TransportSecurity", log, lifecycle] + nio, swiftSettings: strict),
  .target(
    name: "ChatStore",
    dependencies: [
      "ChatModel", "JSONText", "RedisClient", .product(name: "DequeModule", package: "swift-collections"),
      .product(name: "Crypto", package: "swift-crypto"),
    ] + nio,
    resources: [.embedInCode("Scripts")],
    swiftSettings: strict),
  .target(
    name: "EmbeddedRedis",
    dependencies: [
      "RedisClient", log, lifecycle, .product(name: "Subprocess", package: "swift-subprocess"),
      .product(name: "SystemPackage", package: "swift-system"),
    ] + nio,
    swiftSettings: strict),
  .target(
    name: "Tokens",
    dependencies: [
      "ChatModel", "JSONText", .product(name: "Crypto", package: "swift-crypto"),
      .product(name: "JWTKit", package: "jwt-kit"),
    ],
    swiftSettings: strict),

  // The server.
  .target(
    name: "ChatTransport",
    dependencies: [
      "EngineIO", "TransportSecurity", log, .product(name: "NIOHTTP1", package: "swift-nio"),
      .product(name: "NIOWebSocket", package: "swift-nio"),
    ] + nio,
    swiftSettings: strict),
  .target(
    name: "ChatServer",
    dependencies: [
      "ChatModel", "JSONText", "EngineIO", "SocketIO", "RedisClient", "ChatStore", "Tokens", "ChatTransport",
      "TransportSecurity", "CWebAssets", log, lifecycle, .product(name: "NIOHTTP1", package: "swift-nio"),
      .product(name: "DequeModule", package: "swift-collections"),
    ] + nio,
    swiftSettings: strict),

  // The client.
  .target(
    name: "ChatClient",
    dependencies: [
      "ChatModel", "JSONText", "EngineIO", "SocketIO", "TransportSecurity",
      .product(name: "NIOHTTP1", package: "swift-nio"), .product(name: "NIOWebSocket", package: "swift-nio"),
    ] + nio,
    swiftSettings: strict),

  // Bots.
  .target(name: "BotKit", dependencies: ["JSONText"], swiftSettings: strict),
  .target(
    name: "BotRunner",
    dependencies: [
      "ChatModel", "JSONText", "Rendering", "ChatClient", "TransportSecurity", log,
      .product(name: "Yams", package: "Yams"),
      .product(name: "Crypto", package: "swift-crypto"), .product(name: "Subprocess", package: "swift-subprocess"),
      .product(name: "SystemPackage", package: "swift-system"),
    ],
    resources: [.embedInCode("Scaffold/parlor_bot.py")],
    swiftSettings: strict),

  // The load generator.
  .target(
    name: "Bench",
    dependencies: ["CEpoll", "JSONText", .product(name: "Histogram", package: "hdrhistogram-swift")],
    swiftSettings: strict),

  // The terminal.
  .target(name: "LineEditor", dependencies: ["CReadline", "Rendering"], swiftSettings: strict),

  // Taking part in the chat.
  .target(
    name: "TerminalChat",
    dependencies: [
      "ChatModel", "JSONText", "ChatClient", "Rendering", "LineEditor",
      .product(name: "NIOPosix", package: "swift-nio"),
    ],
    swiftSettings: strict),

  // Looking after the chat.
  .target(
    name: "AdminConsole",
    dependencies: [
      "ChatModel", "JSONText", "Rendering", "LineEditor", "Tokens", "RedisClient", "ChatStore", log,
      .product(name: "ArgumentParser", package: "swift-argument-parser"),
      .product(name: "Crypto", package: "swift-crypto"),
    ] + nio,
    swiftSettings: strict),

  // The command.
  .target(
    name: "Configuration", dependencies: ["ChatModel", .product(name: "Yams", package: "Yams")],
    swiftSettings: strict),
  .executableTarget(
    name: "parlor",
    dependencies: [
      "Bench", "ChatModel", "Configuration", "Tokens", "TransportSecurity", "RedisClient", "ChatStore", "EmbeddedRedis",
      "ChatTransport", "ChatServer", "AdminConsole", "ChatClient", "TerminalChat", "BotRunner", "CWebAssets",
      "LineEditor", log,
      lifecycle,
      .product(name: "UnixSignals", package: "swift-service-lifecycle"),
      .product(name: "ArgumentParser", package: "swift-argument-parser"),
    ] + nio,
    swiftSettings: strict),
]

// Plugins in Swift that come with Parlor.
let plugins: [Target] = ["welcome", "poll"].map { name in
  .executableTarget(
    name: "parlor-plugin-\(name)", dependencies: ["BotKit"], path: "Plugins/\(name)/Sources", swiftSettings: strict)
}

let tests: [Target] = [
  .executableTarget(
    name: "conformance-server",
    dependencies: [
      "JSONText", "EngineIO", "SocketIO", "ChatTransport", log,
      .product(name: "ArgumentParser", package: "swift-argument-parser"),
    ] + nio,
    path: "Tests/ConformanceServer",
    swiftSettings: strict),
  .executableTarget(name: "floor-server", path: "Tests/FloorServer"),
  .target(
    name: "ParlorTestKit",
    dependencies: ["RedisClient", log, .product(name: "Subprocess", package: "swift-subprocess")] + nio,
    path: "Tests/ParlorTestKit",
    swiftSettings: strict),
  .testTarget(name: "JSONTextTests", dependencies: ["JSONText"], swiftSettings: strict),
  .testTarget(name: "ChatModelTests", dependencies: ["ChatModel", "JSONText"], swiftSettings: strict),
  .testTarget(name: "EngineIOTests", dependencies: ["EngineIO"], swiftSettings: strict),
  .testTarget(name: "SocketIOTests", dependencies: ["SocketIO", "JSONText"], swiftSettings: strict),
  .testTarget(name: "RedisClientTests", dependencies: ["RedisClient", "ParlorTestKit"] + nio, swiftSettings: strict),
  .testTarget(
    name: "ChatStoreTests", dependencies: ["ChatStore", "ChatModel", "JSONText", "RedisClient", "ParlorTestKit"] + nio,
    swiftSettings: strict),
  .testTarget(
    name: "EmbeddedRedisTests", dependencies: ["EmbeddedRedis", "RedisClient", "ParlorTestKit"] + nio,
    swiftSettings: strict),
  .testTarget(
    name: "TokensTests",
    dependencies: [
      "Tokens", "ChatModel", "JSONText", .product(name: "Crypto", package: "swift-crypto"),
      .product(name: "CryptoExtras", package: "swift-crypto"),
    ],
    swiftSettings: strict),
  .testTarget(
    name: "ChatTransportTests",
    dependencies: ["ChatTransport", "EngineIO", .product(name: "NIOEmbedded", package: "swift-nio")] + nio,
    swiftSettings: strict),
  .testTarget(
    name: "ChatClientTests",
    dependencies: [
      "ChatClient", "ChatModel", "JSONText", "ChatServer", "RedisClient", "ParlorTestKit", lifecycle,
    ] + nio,
    swiftSettings: strict),
  .testTarget(
    name: "TerminalChatTests", dependencies: ["TerminalChat", "ChatClient", "ChatModel", "JSONText"],
    swiftSettings: strict),
  .testTarget(name: "LineEditorTests", dependencies: ["LineEditor"], swiftSettings: strict),
  .testTarget(name: "RenderingTests", dependencies: ["Rendering"], swiftSettings: strict),
  .testTarget(name: "BenchTests", dependencies: ["Bench", "JSONText"], swiftSettings: strict),
  .testTarget(
    name: "AdminConsoleTests", dependencies: ["AdminConsole", "ChatStore", "ChatModel"], swiftSettings: strict),
  .testTarget(name: "BotRunnerTests", dependencies: ["BotRunner", "JSONText"], swiftSettings: strict),
  .testTarget(
    name: "ConfigurationTests", dependencies: ["Configuration", "ChatModel"], swiftSettings: strict),
  .testTarget(
    name: "ChatServerTests", dependencies: ["ChatServer", "ChatModel", "JSONText", "ChatStore", "Tokens"] + nio,
    swiftSettings: strict),
]

let package = Package(
  name: "parlor",
  products: [
    .executable(name: "parlor", targets: ["parlor"]),
    .executable(name: "parlor-plugin-welcome", targets: ["parlor-plugin-welcome"]),
    .executable(name: "parlor-plugin-poll", targets: ["parlor-plugin-poll"]),
    .library(name: "BotKit", targets: ["BotKit"]),
    .library(name: "ChatClient", targets: ["ChatClient"]),
  ],
  dependencies: [
    .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
  ],
  targets: layers + plugins + tests
)
