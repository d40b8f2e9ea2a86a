import ChatModel
import ChatStore
import NIOCore
import RedisClient

/// The store's steps for those who wait for them.
struct StoreSteps: Sendable {
  private let store: NIOLoopBoundBox<ChatStore>
  private let eventLoop: any EventLoop

  init(redis: RedisClient, configuration: AdminConfiguration) {
    eventLoop = redis.eventLoop
    store = .makeBoxSendingValue(
      ChatStore(
        redis: redis, keys: Keys(prefix: configuration.keyPrefix), limits: configuration.limits,
        permanentRoom: configuration.defaultRoom), eventLoop: redis.eventLoop)
  }

  /// Takes a step and waits for its answer.
  func take<Value: Sendable>(
    _ step: @escaping @Sendable (ChatStore, @escaping (Result<Value, StoreError>) -> Void) -> Void
  ) async throws(StoreError) -> Value {
    try await withCheckedContinuation { (continuation: CheckedContinuation<Result<Value, StoreError>, Never>) in
      eventLoop.execute { step(store.value) { continuation.resume(returning: $0) } }
    }.get()
  }
}
