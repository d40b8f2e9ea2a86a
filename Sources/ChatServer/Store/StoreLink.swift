/// How this server stands with the store.
struct StoreLink {
  /// Whether requests are taken.
  var isReady = false
  /// Whether people have been told that the store is away.
  var isOutageTold = false
  /// Until when, in Unix milliseconds, no other server is taken for dead: after an outage the living renew their leases
  /// and put their people back first.
  var quietUntil: Int64 = 0
  /// Whether connections are being put back after a lost lease or a new log.
  var isRejoining = false
}
