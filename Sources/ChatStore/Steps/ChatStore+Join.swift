public import ChatModel
import RedisClient

/// A connection that joins a room.
public struct JoinStep: Sendable {
  /// The server that holds the connection.
  public var server: ServerID
  /// The connection.
  public var connection: ConnectionID
  /// Who it is.
  public var person: Person
  /// Where it comes from; nil where there is no telling.
  public var network: NetworkID?
  /// Version of the person's record; 0 without one.
  public var version: Int64
  /// Whether the room may be made.
  public var mayCreate: Bool
  /// Where the client stopped reading; `.none` when it does not say.
  public var since: Since
  /// Messages wanted without a position.
  public var page: Int
  /// People wanted.
  public var people: Int

  /// Where a client stopped reading.
  public enum Since: Sendable, Equatable {
    /// It does not say.
    case none
    /// There.
    case position(LogPosition)
    /// At a place no log has.
    case nowhere
  }

  /// A join with all its parts.
  public init(
    server: ServerID, connection: ConnectionID, person: Person, network: NetworkID?, version: Int64, mayCreate: Bool,
    since: Since, page: Int, people: Int
  ) {
    self.server = server
    self.connection = connection
    self.person = person
    self.network = network
    self.version = version
    self.mayCreate = mayCreate
    self.since = since
    self.page = page
    self.people = people
  }
}

extension ChatStore {
  /// Adds a connection to a room, or finds it there. The server's set of rooms is written first, so that whoever reaps
  /// a dead server knows where to look.
  public func join(_ join: JoinStep, view: RoomView, then: @escaping (Result<JoinOutcome, StoreError>) -> Void) {
    let (epoch, seq): (String, Int64) =
      switch join.since {
      case .none: ("", 0)
      case .nowhere: ("-", 0)
      case .position(let position): (position.epoch.rawValue, position.seq)
      }
    command("SADD", [.string(keys.serverRooms(join.server)), .string(view.room.rawValue)])
    step(
      StoreScripts.join, view,
      [
        .string(join.server.rawValue), .string(join.connection.rawValue), .string(join.person.id.rawValue),
        .bytes(MemberFields(join.person, version: join.version, room: view.room).json),
        .string(join.person.role.rawValue), .string(join.mayCreate ? "1" : "0"), .string(epoch), .integer(seq),
        .integer(Int64(join.page)), .integer(Int64(limits.resume)), .integer(Int64(limits.pageBytes)),
        .integer(Int64(join.people)), .integer(Int64(limits.connectionsPerPersonAndRoom)),
        .integer(Int64(limits.changedItems)), .string(join.network?.rawValue ?? ""),
      ]
    ) { result in
      then(AnswerReader.read(result, of: "join") { reader throws(StoreError) in try Self.joinOutcome(&reader) })
    }
  }

  private static func joinOutcome(_ reader: inout AnswerReader) throws(StoreError) -> JoinOutcome {
    let kind = try reader.text()
    guard kind == "ok" else { return .refused(try refusal(kind, &reader)) }
    guard let status = JoinAnswer.Status(rawValue: try reader.text()) else { throw StoreError(unexpected: "join") }
    let epoch = try reader.epoch()
    let rev = try reader.number(), seq = try reader.number(), firstSeq = try reader.number(), id = try reader.number()
    let description = try reader.buffer(), member = try reader.buffer()
    let isComplete = try reader.flag()
    let people = JSONItems(joined: try reader.buffer()), log = JSONItems(joined: try reader.buffer())
    let gap = JoinAnswer.Gap(from: try reader.number(), to: try reader.number(), isTrimmed: try reader.flag())
    let changed = try reader.buffers(), isNewHere = try reader.flag(), isNewRoom = try reader.flag()
    return .joined(
      JoinAnswer(
        status: status, epoch: epoch, rev: rev, seq: seq, firstSeq: firstSeq, id: id, description: description,
        member: member, isComplete: isComplete, people: people, log: log, gap: status == .gap ? gap : nil,
        changed: changed, isNewHere: isNewHere, isNewRoom: isNewRoom, mutedUntil: Int64(try reader.text())))
  }
}
