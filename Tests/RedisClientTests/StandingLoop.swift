import Foundation
import NIOCore
import NIOPosix

/// An event loop of a test's own that can be made to stand still, as one that gets no time on a busy machine.
struct StandingLoop: Sendable {
  let eventLoop: any EventLoop
  private let goesOn = DispatchSemaphore(value: 0)

  /// Runs `body` with a new loop, then ends the loop.
  static func run(_ body: (StandingLoop) async throws -> Void) async throws {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let loop = StandingLoop(eventLoop: group.next())
    do {
      try await body(loop)
      try await group.shutdownGracefully()
    } catch {
      // Whoever failed may have left it standing.
      loop.goOn()
      try await group.shutdownGracefully()
      throw error
    }
  }

  /// On the loop: nothing happens on it any more until `goOn`, nor is what comes in read.
  func standStill() {
    eventLoop.preconditionInEventLoop()
    // A test that fails in between is to end too.
    _ = goesOn.wait(timeout: .now() + 60)
  }

  /// Lets it go on, from elsewhere.
  func goOn() { goesOn.signal() }
}
