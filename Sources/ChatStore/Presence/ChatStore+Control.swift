public import ChatModel
import NIOCore
import RedisClient

/// By what a list of the store is seen to have changed, without reading it.
public struct ListVersion: Sendable, Equatable {
  /// Rises with each change by an act.
  let version: Int64
  /// How many fields it has: shows what was changed by hand.
  let length: Int64
}

/// The bans that hold in all rooms.
public struct EverywhereBans: Sendable {
  /// By person.
  public fileprivate(set) var bans: [MemberID: Ban] = [:]
  /// By where guests come from.
  public fileprivate(set) var networks: [NetworkID: Ban] = [:]
  /// The version of the list.
  public let version: ListVersion

  fileprivate init(version: ListVersion) { self.version = version }
}

extension ChatStore {
  /// The versions of the bans from all rooms and of the announcements.
  public func listVersions(
    then: @escaping (Result<(bans: ListVersion, announcements: ListVersion), StoreError>) -> Void
  ) {
    var numbers: [Int64] = []
    var failure: StoreError?
    var open = 4
    for key in [keys.bans, keys.announcements] {
      for (name, field) in [("HGET", ["ver"]), ("HLEN", [])] {
        command(name, [.string(key)] + field.map { .string($0) }) { result in
          open -= 1
          switch result {
          case .success(let value): numbers.append(value.int64 ?? 0)
          case .failure(let error): failure = error
          }
          guard open == 0 else { return }
          if let failure { return then(.failure(failure)) }
          let bans = ListVersion(version: numbers[0], length: numbers[1])
          then(.success((bans, ListVersion(version: numbers[2], length: numbers[3]))))
        }
      }
    }
  }

  /// The bans that hold in all rooms, with the version of their list.
  public func bansEverywhere(
    then: @escaping (Result<EverywhereBans, StoreError>) -> Void
  ) {
    readList(keys.bans) { result in
      then(
        result.map { fields, version in
          var list = EverywhereBans(version: version)
          for field in fields {
            if let member = MemberID(field.name) { list.bans[member] = Ban(field.value) }
            if let network = NetworkID(field.name) { list.networks[network] = Ban(field.value) }
          }
          return list
        })
    }
  }

  /// The announcements, with the version of their list.
  public func announcements(
    then: @escaping (Result<(announcements: [Announcement], version: ListVersion), StoreError>) -> Void
  ) {
    readList(keys.announcements) { result in
      then(result.map { fields, version in (AnnouncementList(fields).announcements, version) })
    }
  }

  private func readList(
    _ key: String, then: @escaping (Result<(fields: [RESPField], version: ListVersion), StoreError>) -> Void
  ) {
    command("HGETALL", [.string(key)]) { result in
      then(
        result.map { value in
          let fields = RESPField.fields(value)
          let version = fields.first { $0.name == "ver" }.flatMap { Int64(String(buffer: $0.value)) } ?? 0
          return (fields, ListVersion(version: version, length: Int64(fields.count)))
        })
    }
  }

  /// Writes what a server did about an act, where somebody waits for it.
  ///
  /// - Parameters:
  ///   - connections: those it told or took out; a hundred of them are kept.
  ///   - told: how many there were.
  public func confirm(_ act: ActID, by server: ServerID, connections: [ConnectionID], told: Int) {
    let arguments: [RedisArgument] = [.string(server.rawValue), .integer(Int64(told))]
    redis.evaluate(
      StoreScripts.receipt, keys: [keys.act(act)],
      arguments: arguments + connections.prefix(100).map { .string($0.rawValue) }
    ) { _ in }
  }
}
