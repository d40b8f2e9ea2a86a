/// How this server stands with the store.
struct StoreLink {
  /// Whether there is a connection.
  var isUp = false
  /// Whether requests are taken: the lease holds, and everybody is where he was.
  var isReady = false
  /// Whether there is a connection for what rooms publish: without it nobody can be let into a room.
  var hasBus = false
  /// Whether people have been told that the store is away.
  var isOutageTold = false
  /// Until when, in Unix milliseconds, no other server is taken for dead: after an outage the living renew their leases
  /// and put their people back first.
  var quietUntil: Int64 = 0
  /// Rises when another run of the store is met: a restart may have lost what was written last.
  private(set) var life = 0
  private var run = ""

  /// A connection stands, to a store with this run id.
  mutating func came(run: String) {
    isUp = true
    if run != self.run { life += 1 }
    self.run = run
  }

  /// The connection is gone.
  mutating func went() {
    isUp = false
    isReady = false
  }
}
