import NIOCore
import Testing

@testable import ChatServer

@Suite struct MovingMailboxTests {
  private let number = ConnectionNumber(rawValue: 7)

  @Test func keepsTheOrderOfAllCommands() {
    var mailbox = MovingMailbox(limit: 100)
    mailbox.add(.accept(number, sid: "s"))
    mailbox.add(.send(number, ByteBuffer(string: "one")))
    mailbox.add(.dismiss(number))

    let commands = mailbox.arrived(number)

    #expect(commands.count == 3)
    guard case .accept = commands[0], case .send(_, let packet) = commands[1], case .dismiss = commands[2] else {
      Issue.record("The commands changed places.")
      return
    }
    #expect(String(buffer: packet) == "one")
  }

  @Test func closesASlowConsumerInsteadOfGrowing() {
    var mailbox = MovingMailbox(limit: 10)
    for _ in 0..<3 { mailbox.add(.send(number, ByteBuffer(string: "12345"))) }
    mailbox.add(.send(number, ByteBuffer(string: "1")))

    let commands = mailbox.arrived(number)

    guard commands.count == 1, case .close(number, let reason) = commands[0] else {
      Issue.record("It was not closed.")
      return
    }
    #expect("\(reason)" == "slowConsumer")
  }
}
