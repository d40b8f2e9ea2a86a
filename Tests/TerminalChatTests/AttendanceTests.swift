import ChatModel
import Testing

@testable import ChatClient
@testable import TerminalChat

@Suite struct AttendanceTests {
  private let room = RoomID("lobby")!
  private let lost = ChatEvent.state(
    .reconnecting(after: .seconds(1), because: ChatClientError(.connectionLost, "Lost.")))

  @Test func aRoomThatLetsNobodyInEndsIt() {
    var attendance = Attendance(room: room)
    let error = ChatClientError(.init(.banned), "You are banned.")
    #expect(attendance.end(with: .roomLost(RoomID("attic")!, error)) == nil)
    #expect(attendance.end(with: .roomLost(room, error)) == "Not in lobby: You are banned.")
  }

  @Test func aBreakEndsItOnlyForWhoWasTakenOut() {
    var attendance = Attendance(room: room)
    #expect(attendance.end(with: lost) == nil)
    #expect(attendance.end(with: .kicked(Kick(room: room, reason: "", by: nil, ban: .none))) == nil)
    #expect(attendance.end(with: lost) == "The server took you out of lobby: nothing is heard there any more.")
    #expect(attendance.end(with: .state(.expelled)) != nil)
  }
}
