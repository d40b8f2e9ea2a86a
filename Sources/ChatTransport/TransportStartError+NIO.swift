import NIOCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension TransportStartError {
  /// What a failed bind means for people.
  init(_ error: any Error, host: String, port: Int) {
    let place = "\(host):\(port)"
    switch (error as? IOError)?.errnoCode {
    case EADDRINUSE:
      self.init(
        code: .addressInUse, message: "port \(port) of \(host) is in use",
        hint: "stop the program that listens there or choose another port")
    case EACCES:
      self.init(
        code: .notPermitted, message: "the system does not let this user listen on \(place)",
        hint: "choose a port above 1023")
    case EADDRNOTAVAIL:
      self.init(
        code: .addressNotAvailable, message: "no interface of this machine has the address \(host)",
        hint: "use 127.0.0.1 for this machine alone, or 0.0.0.0 for all interfaces")
    default:
      if error is SocketAddressError.UnknownHost {
        self.init(
          code: .addressNotAvailable, message: "the host name \(host) has no address", hint: "check its spelling")
      } else {
        self.init(code: .other, message: "cannot listen on \(place)", hint: "the system says: \(error)")
      }
    }
  }
}
