import NIOCore

/// The commands of a connection that wait for their answers, in order, as a value.
///
/// When Redis refuses a script it does not know (`NOSCRIPT`), new commands are held until all that is under way is
/// answered; then the refused ones are written again in their order, and the held ones after them.
struct CommandPipeline<Command> {
  private struct Entry {
    let command: Command
    var repeats: UInt8 = 0
  }

  /// How often one command is written again before its refusal is its answer.
  private static var maxRepeats: UInt8 { 3 }

  private let limit: Int
  private var inFlight = CircularBuffer<Entry>()
  private var refused: [Entry] = []
  private var held = CircularBuffer<Entry>()
  private var isHolding = false

  /// An empty pipeline that takes `limit` commands.
  init(limit: Int) {
    self.limit = limit
  }

  /// How many commands wait.
  var count: Int { inFlight.count + refused.count + held.count }

  /// Whether no command waits.
  var isEmpty: Bool { count == 0 }

  enum SubmitAction: Equatable {
    case write
    case hold
    case reject
  }

  /// The owner has a new command.
  mutating func submitted(_ command: Command) -> SubmitAction {
    guard count < limit else { return .reject }
    guard !isHolding else {
      held.append(Entry(command: command))
      return .hold
    }
    inFlight.append(Entry(command: command))
    return .write
  }

  /// Redis answered the next command: the one it belongs to; `nil` when none waits.
  mutating func answered() -> Command? {
    inFlight.popFirst()?.command
  }

  enum RefusalAction {
    case keep
    case deliver(Command)
    case unexpected
  }

  /// Redis did not know the next command's script.
  mutating func refusedScript() -> RefusalAction {
    guard var entry = inFlight.popFirst() else { return .unexpected }
    guard entry.repeats < Self.maxRepeats else { return .deliver(entry.command) }
    entry.repeats += 1
    refused.append(entry)
    isHolding = true
    return .keep
  }

  /// Whether what was refused can be written again now.
  var canRepeat: Bool { isHolding && inFlight.isEmpty }

  /// The owner writes again: all commands to write, in order. `first` are commands that go before them.
  mutating func repeated(first: [Command]) -> [Command] {
    for command in first { inFlight.append(Entry(command: command)) }
    for entry in refused { inFlight.append(entry) }
    for entry in held { inFlight.append(entry) }
    refused.removeAll()
    held.removeAll()
    isHolding = false
    return inFlight.map(\.command)
  }

  /// The connection is lost: the commands that may have been executed, and those that certainly were not.
  mutating func lost() -> (sent: [Command], unsent: [Command]) {
    let result = (inFlight.map(\.command), (refused + held).map(\.command))
    inFlight.removeAll()
    refused.removeAll()
    held.removeAll()
    isHolding = false
    return result
  }

  /// Visits every waiting command.
  func forEach(_ body: (Command) -> Void) {
    for entry in inFlight { body(entry.command) }
    for entry in refused { body(entry.command) }
    for entry in held { body(entry.command) }
  }
}
