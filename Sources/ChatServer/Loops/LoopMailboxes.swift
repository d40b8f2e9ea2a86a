import NIOCore

/// The chat's way to the socket loops: commands are collected in order and travel once a turn for each loop.
final class LoopMailboxes {
  private let chatLoop: any EventLoop
  private let loops: [NIOLoopBound<ChatLoop>]
  private let eventLoops: [any EventLoop]
  private var waiting: [[LoopCommand]]
  private var isFlushScheduled = false

  init(chatLoop: any EventLoop, loops: [NIOLoopBound<ChatLoop>], eventLoops: [any EventLoop]) {
    self.chatLoop = chatLoop
    self.loops = loops
    self.eventLoops = eventLoops
    waiting = Array(repeating: [], count: loops.count)
  }

  var count: Int { loops.count }

  /// Queues a command for a loop; it leaves at the end of this turn.
  func send(_ command: LoopCommand, to loop: Int) {
    waiting[loop].append(command)
    guard !isFlushScheduled else { return }
    isFlushScheduled = true
    let bound = NIOLoopBound(self, eventLoop: chatLoop)
    chatLoop.execute { bound.value.flush() }
  }

  /// Sends all that waits, and calls back when these loops have carried it out.
  func afterDelivery(to loops: Set<Int>, _ then: @escaping () -> Void) {
    flush()
    let bound = NIOLoopBound(then, eventLoop: chatLoop)
    let barriers = loops.filter { eventLoops[$0] !== chatLoop }.map { eventLoops[$0].submit {} }
    EventLoopFuture.andAllComplete(barriers, on: chatLoop).whenComplete { _ in bound.value() }
  }

  /// Sends all that waits.
  func flush() {
    isFlushScheduled = false
    for index in loops.indices where !waiting[index].isEmpty {
      let commands = waiting[index]
      waiting[index].removeAll(keepingCapacity: commands.count < 4096)
      let loop = loops[index]
      if eventLoops[index] === chatLoop {
        loop.value.apply(commands)
      } else {
        eventLoops[index].execute { loop.value.apply(commands) }
      }
    }
  }
}
