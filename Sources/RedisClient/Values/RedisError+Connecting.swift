import NIOCore
import NIOPosix

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

extension RedisError {
  /// Why no connection could be made, from what NIO says.
  init(connecting error: any Error, to endpoint: RedisEndpoint) {
    let place = "Redis at \(endpoint)"
    switch error {
    case let error as NIOConnectionError:
      if let first = error.connectionErrors.first {
        self.init(connecting: first.error, to: endpoint)
      } else {
        self.init(
          .connectFailed, "The host of \(place) is not known.", hint: "check the host name in the address")
      }
    case let error as IOError:
      let (reason, hint): (String, String) =
        switch error.errnoCode {
        case ECONNREFUSED: ("refused the connection", "start it, or check the address")
        case ENOENT: ("has no such socket", "start it, or check the path")
        case EACCES, EPERM: ("may not be used by this user", "check the socket's permissions")
        case ENETUNREACH, EHOSTUNREACH: ("cannot be reached", "check the network and the address")
        default: ("cannot be reached: \(String(cString: strerror(error.errnoCode)))", "check the address")
        }
      self.init(.connectFailed, "\(place) \(reason).", hint: hint)
    case ChannelError.connectTimeout:
      self.init(.timedOut, "\(place) does not answer.", hint: "check the address and the firewall")
    default:
      self.init(.connectFailed, "\(place) cannot be reached: \(error).", hint: "check the address")
    }
  }
}
