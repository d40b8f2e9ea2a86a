import ArgumentParser
import Bench
import Foundation
import LineEditor

/// What all measurements are told.
struct BenchOptions: ParsableArguments {
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case table, json
  }

  @Option(help: "The server; repeated, the members are spread over several.")
  var url = ["http://127.0.0.1:3000"]
  @Option(help: "Connections.")
  var members = 200
  @Option(help: "How many of them send. (default: 20, or all if they are fewer)")
  var senders: Int?
  @Option(help: "Bytes of a message's text.")
  var size = 100
  @Option(help: "Seconds that are measured.")
  var duration = 10.0
  @Option(help: "Seconds before that whose messages do not count.")
  var warmUp = 1.0
  @Option(help: "Rooms the members are spread over.")
  var rooms = 1
  @Option(help: "Rooms each member is in.")
  var roomsPerMember = 1
  @Option(
    name: .customLong("server-pid"),
    help: "A server's process, to read its processor time and memory; may be repeated, in the order of --url.")
  var serverPID: [Int32] = []
  @Option(help: "table or json.")
  var format = Format.table

  func validate() throws {}

  func validate(window: Int) throws {
    guard url.allSatisfy({ ServerAddress($0) != nil }) else {
      throw ValidationError("--url is like http://127.0.0.1:3000.")
    }
    guard (1...1_000_000).contains(members) else { throw ValidationError("--members is 1 to 1000000.") }
    guard (1...members).contains(senders ?? 1) else {
      throw ValidationError("--senders is 1 to the number of members.")
    }
    guard (BenchPlan.minimumSize...4096).contains(size) else {
      throw ValidationError("--size is \(BenchPlan.minimumSize) to 4096 bytes.")
    }
    guard duration > 0, duration <= 86_400, warmUp >= 0, warmUp <= 3600 else {
      throw ValidationError("--duration is above 0, up to 86400 seconds; --warm-up 0 to 3600.")
    }
    guard (1...50).contains(roomsPerMember), roomsPerMember <= rooms, rooms <= members * roomsPerMember else {
      throw ValidationError(
        "--rooms is at least --rooms-per-member (1 to 50) and at most --members times that, so that no room is empty.")
    }
    guard (1...100_000).contains(window) else { throw ValidationError("--window is 1 to 100000.") }
  }

  func run(_ kind: BenchPlan.Kind, rate: Double, window: Int) throws {
    ProcessSetup.ignoreBrokenPipes()
    ProcessSetup.raiseDescriptorLimit()
    let plan = BenchPlan(
      kind: kind, servers: url.compactMap { ServerAddress($0) }, members: members, senders: senders ?? min(20, members),
      rate: rate, size: size, duration: duration, warmUp: warmUp, rooms: rooms, roomsPerMember: roomsPerMember,
      window: window, processes: serverPID)
    let line = ProgressLine()
    let result: BenchResult
    do throws(BenchError) {
      var measurement = try Measurement(plan) { line.show($0) }
      result = try measurement.run()
      line.clear()
    } catch {
      line.clear()
      throw fail(error.description)
    }
    switch format {
    case .json: print(result.json)
    case .table:
      let width = result.rows.map(\.name.count).max() ?? 0
      for row in result.rows { print(row.name.padding(toLength: width + 2, withPad: " ", startingAt: 0) + row.value) }
    }
    if result.wasInterrupted { throw ExitCode(130) }
    if !result.isClean { throw ExitCode.failure }
  }
}
