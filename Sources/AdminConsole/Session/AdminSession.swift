import ChatModel
import ChatStore
import RedisClient
import Synchronization

/// What the commands of one console share.
final class AdminSession: Sendable {
  let configuration: AdminConfiguration
  let redis: RedisClient
  let store: StoreReader
  let writer: StoreWriter
  /// Whether this user of Redis may change the store; nil as long as nobody has asked.
  private let rights = Mutex<Bool?>(nil)
  let output: Output
  let input = StandardInput()
  private let chosen: Mutex<RoomID?>
  private let tail = Mutex<BackgroundTail?>(nil)

  init(configuration: AdminConfiguration, redis: RedisClient) {
    self.configuration = configuration
    self.redis = redis
    writer = StoreWriter(
      redis: redis, keys: Keys(prefix: configuration.keyPrefix), limits: configuration.limits,
      permanentRoom: configuration.defaultRoom)
    store = writer.reader
    output = Output()
    chosen = Mutex(configuration.room)
  }

  /// What runs above the prompt; nil where there is no prompt.
  var background: BackgroundTail? {
    get { tail.withLock { $0 } }
    set { tail.withLock { $0 = newValue } }
  }

  /// The room commands are about that name none.
  var room: RoomID? {
    get { chosen.withLock { $0 } }
    set { chosen.withLock { $0 = newValue } }
  }

  /// Whether the store may be changed from here, by how the console was started and by Redis' access rules.
  func mayChange() async throws(StoreError) -> Bool {
    if configuration.isReadOnly { return false }
    if let known = rights.withLock({ $0 }) { return known }
    let mayChange = try await writer.mayChange()
    rights.withLock { $0 = mayChange }
    return mayChange
  }
}
