/// Who uses a link. All calls come on the link's event loop.
protocol RedisLinkOwner: AnyObject {
  /// An attempt to connect begins.
  func linkConnects()
  /// Commands can be written from now on.
  func linkBecameReady(_ info: RedisServerInfo, scriptHashes: [String: String])
  /// Redis sent a reply, or a message of a channel.
  func linkReceived(_ reply: RESPValue)
  /// All of one read was delivered.
  func linkFinishedRead()
  /// The connection was lost, or an attempt failed. Nothing that was written will be answered.
  func linkFailed(_ error: RedisError)
}
