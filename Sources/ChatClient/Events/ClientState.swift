/// How a client stands with its server.
public enum ClientState: Sendable, Hashable {
  /// It was not started yet.
  case idle
  /// It tries to come in, for the so-manieth time in a row.
  case connecting(attempt: Int)
  /// It is in.
  case live
  /// The connection was lost, or did not come about; it is tried again after that time.
  case reconnecting(after: Duration, because: ChatClientError)
  /// The server closed the connection because the client is in no room any more. The next request connects again.
  case expelled
  /// It is over: closed by its owner, or turned away for good.
  case closed(ChatClientError?)
}
