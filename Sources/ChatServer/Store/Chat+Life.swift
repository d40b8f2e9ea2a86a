import ChatModel
import ChatStore
import Logging
import NIOCore
import RedisClient

/// The chat's beginning and end.
extension Chat {
  /// Begins to follow the store.
  ///
  /// - Parameter started: completed when the store was ready for the first time, or said why it never will be.
  func begin(started: EventLoopPromise<Void>, redis: RedisClient) {
    self.started = started
    let bound = NIOLoopBound(self, eventLoop: loop)
    redis.onLinkChange { bound.value.linkChanged($0) }
    startTimers()
  }

  /// How starting went; only the first word counts.
  func startUp(_ result: Result<Void, ChatServerError>) {
    guard let started else {
      if case .failure(let error) = result, !wasRefused {
        logger.error("The store cannot be used.", metadata: ["error": "\(error)"])
      }
      return
    }
    self.started = nil
    if case .failure = result { wasRefused = true }
    started.completeWith(result.mapError { $0 as any Error })
  }

  /// Tells everybody that the server stops and when to come back, each at another time.
  func announceStop(over spread: TimeAmount) {
    let longest = max(1, spread.nanoseconds / 1_000_000)
    for session in sessions.values where session.stage == .live {
      let wait = Int64.random(in: 0...longest, using: &generator)
      send(
        Packet.notice(
          .info, code: "server_stopping", text: "The server restarts. You will be back in a moment.", retryAfter: wait),
        to: session)
    }
    mailboxes.flush()
  }

  /// All sockets are closed: the people leave, and nothing is kept of this server.
  func stop() -> EventLoopFuture<Void> {
    for timer in timers { timer.cancel() }
    let promise = loop.makePromise(of: Void.self)
    let ids = Array(Set(rooms.keys).union(unfinishedLeaves.rooms))
    reap(server, ids[...]) { [self] isDone in
      if isDone { store.forget(server) }
      if !isDone { logger.warning("The people of this server are left to the others: the store is away.") }
      promise.succeed()
    }
    return promise.futureResult
  }
}
