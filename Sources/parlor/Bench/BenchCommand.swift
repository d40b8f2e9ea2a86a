import ArgumentParser
import Bench

/// `parlor bench`: a load generator for this and other servers that speak the same events.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure a server.",
    discussion: """
      Members connect as ordinary clients over WebSocket, join rooms and send; every message is counted to every \
      member, so that a loss or a double is found. With --server-pid the server's processor time and memory are read \
      from the system.

      Start the server with --no-rate-limits, and give it other processors than the load: \
      taskset -c 0 parlor serve --no-rate-limits & taskset -c 1 parlor bench fanout --server-pid $!

      Ends with 1 when something was lost, doubled, refused or dropped, or the server could not be reached.
      """,
    subcommands: [Fanout.self, Flood.self, Join.self, Idle.self, Send.self])

  struct Fanout: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Messages at a steady rate to everybody in a room.")
    @OptionGroup var load: BenchOptions
    @Option(help: "Messages a second in all.")
    var rate = 100.0

    func validate() throws {
      guard rate > 0, rate <= 1_000_000 else { throw ValidationError("--rate is above 0, up to 1000000.") }
      try load.validate(window: 1)
    }

    func run() throws { try load.run(.fanout, rate: rate, window: 0) }
  }

  struct Flood: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Messages as fast as everybody gets them.",
      discussion: "A message is sent when one of those under way has reached all its members.")
    @OptionGroup var load: BenchOptions
    @Option(help: "Messages under way.")
    var window = 32

    func validate() throws { try load.validate(window: window) }

    func run() throws { try load.run(.flood, rate: 0, window: window) }
  }

  struct Join: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Many people coming into their rooms at once.")
    @OptionGroup var load: BenchOptions

    func validate() throws { try load.validate(window: 1) }

    func run() throws { try load.run(.join, rate: 0, window: 0) }
  }

  struct Idle: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "People who are there and do nothing.")
    @OptionGroup var load: BenchOptions

    func validate() throws { try load.validate(window: 1) }

    func run() throws { try load.run(.idle, rate: 0, window: 0) }
  }

  struct Send: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Messages as fast as they are accepted.")
    @OptionGroup var load: BenchOptions
    @Option(help: "Messages that wait for their acknowledgement.")
    var window = 200

    func validate() throws { try load.validate(window: window) }

    func run() throws { try load.run(.send, rate: 0, window: window) }
  }
}
