public import ChatModel
import NIOCore
import RedisClient

extension ChatStore {
  /// How long a server counts as alive after it last said so, in milliseconds.
  public static let leaseMilliseconds: Int64 = 12_000

  /// The layout of the keys this code reads and writes.
  static let layout = "1"

  /// Says that a server begins to serve.
  public func register(_ server: ServerID, then: @escaping (Result<Void, StoreError>) -> Void) {
    command("HSET", [.string(keys.servers), .string(server.rawValue), "{}"])
    command("SET", [.string(keys.server(server)), "{}", "PX", .integer(Self.leaseMilliseconds)]) {
      then($0.map { _ in })
    }
  }

  /// Says how a living server fares, for whoever looks; a store that takes nothing more does not take this either.
  public func report(_ figures: ServerFigures, of server: ServerID) {
    command("HSET", [.string(keys.servers), .string(server.rawValue), .bytes(figures.json)])
  }

  /// Says that a server is alive; answers false when it counts as dead already.
  public func renew(_ server: ServerID, then: @escaping (Result<Bool, StoreError>) -> Void) {
    command("PEXPIRE", [.string(keys.server(server)), .integer(Self.leaseMilliseconds)]) {
      then($0.map { $0.int64 == 1 })
    }
  }

  /// The servers whose lease is over.
  public func expiredServers(then: @escaping (Result<[ServerID], StoreError>) -> Void) {
    command("HKEYS", [.string(keys.servers)]) { [self] result in
      switch result {
      case .failure(let error): then(.failure(error))
      case .success(let value):
        let servers = (value.array ?? []).compactMap { $0.string.flatMap { ServerID($0) } }
        var expired: [ServerID] = []
        for (index, server) in servers.enumerated() {
          command("EXISTS", [.string(keys.server(server))]) { result in
            if case .success(let value) = result, value.int64 == 0 { expired.append(server) }
            if index == servers.count - 1 { then(.success(expired)) }
          }
        }
        if servers.isEmpty { then(.success([])) }
      }
    }
  }

  /// The rooms a server may have connections in.
  public func rooms(of server: ServerID, then: @escaping (Result<[RoomID], StoreError>) -> Void) {
    command("SMEMBERS", [.string(keys.serverRooms(server))]) { result in
      then(result.map { value in (value.array ?? []).compactMap { $0.string.flatMap { RoomID($0) } } })
    }
  }

  /// A server has no connection in a room any more.
  public func forget(_ room: RoomID, of server: ServerID) {
    command("SREM", [.string(keys.serverRooms(server)), .string(room.rawValue)])
  }

  /// Nothing is left of a server.
  public func forget(_ server: ServerID) {
    command("HDEL", [.string(keys.servers), .string(server.rawValue)])
    command("DEL", [.string(keys.server(server)), .string(keys.serverRooms(server))])
  }

  /// Checks that the keys are laid out as this code expects, and says so where nothing is laid out yet.
  public func checkLayout(then: @escaping (Result<Bool, StoreError>) -> Void) {
    var refusal: StoreError?
    command("SET", [.string(keys.schema), .string(Self.layout), "NX"]) { result in
      if case .failure(let error) = result { refusal = error }
    }
    command("GET", [.string(keys.schema)]) { result in
      then(
        result.flatMap { value in
          if let layout = value.string { return .success(layout == Self.layout) }
          return .failure(refusal ?? StoreError(unexpected: "GET"))
        })
    }
  }

  /// The secret tokens are signed with: `proposal` becomes it when there is none.
  public func secret(proposal: [UInt8], then: @escaping (Result<[UInt8], StoreError>) -> Void) {
    command("SET", [.string(keys.secret), .bytes(proposal), "NX"])
    command("GET", [.string(keys.secret)]) { result in
      then(
        result.flatMap { value in
          value.buffer.map { .success(Array($0.readableBytesView)) } ?? .failure(StoreError(unexpected: "GET"))
        })
    }
  }
}
