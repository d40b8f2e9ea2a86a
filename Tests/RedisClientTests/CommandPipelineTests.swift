import Testing

@testable import RedisClient

@Suite struct CommandPipelineTests {
  @Test func answersBelongToCommandsInOrder() {
    var pipeline = CommandPipeline<Int>(limit: 10)
    #expect(pipeline.submitted(1) == .write)
    #expect(pipeline.submitted(2) == .write)
    #expect(pipeline.answered() == 1)
    #expect(pipeline.answered() == 2)
    #expect(pipeline.answered() == nil)
  }

  @Test func rejectsBeyondTheLimit() {
    var pipeline = CommandPipeline<Int>(limit: 2)
    _ = pipeline.submitted(1)
    _ = pipeline.submitted(2)
    #expect(pipeline.submitted(3) == .reject)
    _ = pipeline.answered()
    #expect(pipeline.submitted(3) == .write)
  }

  @Test func holdsNewCommandsUntilTheRefusedAreRepeatedInOrder() {
    var pipeline = CommandPipeline<Int>(limit: 10)
    for command in 1...4 { _ = pipeline.submitted(command) }
    #expect(isKept(pipeline.refusedScript()))
    #expect(pipeline.submitted(5) == .hold)
    #expect(pipeline.answered() == 2)
    #expect(!pipeline.canRepeat)
    #expect(isKept(pipeline.refusedScript()))
    #expect(pipeline.answered() == 4)
    #expect(pipeline.canRepeat)
    #expect(pipeline.submitted(6) == .hold)
    #expect(pipeline.repeated(first: [100]) == [100, 1, 3, 5, 6])
    #expect(!pipeline.canRepeat)
    #expect(pipeline.submitted(7) == .write)
    for command in [100, 1, 3, 5, 6, 7] { #expect(pipeline.answered() == command) }
    #expect(pipeline.isEmpty)
  }

  @Test func givesUpOnACommandThatIsRefusedAgainAndAgain() {
    var pipeline = CommandPipeline<Int>(limit: 10)
    _ = pipeline.submitted(1)
    for _ in 0..<3 {
      #expect(isKept(pipeline.refusedScript()))
      #expect(pipeline.repeated(first: []) == [1])
    }
    guard case .deliver(1) = pipeline.refusedScript() else {
      Issue.record("was kept")
      return
    }
    #expect(pipeline.isEmpty)
  }

  @Test func aLostConnectionTellsWhatMayHaveRun() {
    var pipeline = CommandPipeline<Int>(limit: 10)
    for command in 1...3 { _ = pipeline.submitted(command) }
    _ = pipeline.refusedScript()
    _ = pipeline.submitted(4)
    let (sent, unsent) = pipeline.lost()
    #expect(sent == [2, 3] && unsent == [1, 4])
    #expect(pipeline.isEmpty)
    #expect(pipeline.submitted(5) == .write)
  }

  private func isKept(_ action: CommandPipeline<Int>.RefusalAction) -> Bool {
    if case .keep = action { return true }
    return false
  }
}
