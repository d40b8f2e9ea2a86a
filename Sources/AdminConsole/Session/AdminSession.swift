import ChatModel
import ChatStore
import RedisClient
import Synchronization

/// What the commands of one console share.
final class AdminSession: Sendable {
  let configuration: AdminConfiguration
  let redis: RedisClient
  let store: StoreReader
  let steps: StoreSteps
  let output: Output
  let input = StandardInput()
  private let chosen: Mutex<RoomID?>

  init(configuration: AdminConfiguration, redis: RedisClient) {
    self.configuration = configuration
    self.redis = redis
    store = StoreReader(redis: redis, keys: Keys(prefix: configuration.keyPrefix))
    steps = StoreSteps(redis: redis, configuration: configuration)
    output = Output()
    chosen = Mutex(configuration.room)
  }

  /// The room commands are about that name none.
  var room: RoomID? {
    get { chosen.withLock { $0 } }
    set { chosen.withLock { $0 = newValue } }
  }
}
