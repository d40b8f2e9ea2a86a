/// What a client hears, for one consumer: `for await event in client.events`.
///
/// It ends when the client is closed and everything was taken, and when the task that waits is cancelled.
public struct ChatEvents: AsyncSequence, Sendable {
  /// What a client hears.
  public typealias Element = ChatEvent
  /// It never fails: what goes wrong is an event.
  public typealias Failure = Never

  /// Takes events one after another.
  public struct AsyncIterator: AsyncIteratorProtocol {
    let queue: EventQueue

    /// The next event; nil at the end.
    public mutating func next() async -> ChatEvent? { await queue.next() }

    /// The next event; nil at the end.
    public mutating func next(isolation actor: isolated (any Actor)?) async -> ChatEvent? { await queue.next() }
  }

  let queue: EventQueue

  /// Begins to take events. There can be one consumer only.
  public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(queue: queue) }
}
