import ChatModel
import ChatStore
import RedisClient
import Synchronization

/// What the commands of one console share.
final class AdminSession: Sendable {
  let configuration: AdminConfiguration
  let redis: RedisClient
  let store: StoreReader
  let output: Output
  let input = StandardInput()
  private let chosen: Mutex<RoomID?>

  init(configuration: AdminConfiguration, redis: RedisClient) {
    self.configuration = configuration
    self.redis = redis
    store = StoreReader(redis: redis, keys: Keys(prefix: configuration.keyPrefix))
    output = Output()
    chosen = Mutex(configuration.room)
  }

  /// The room commands are about that name none.
  var room: RoomID? {
    get { chosen.withLock { $0 } }
    set { chosen.withLock { $0 = newValue } }
  }
}
