public import ChatModel
import Crypto

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

extension TokenSecret {
  /// The network an address belongs to, under a hash that only who has the secret can make: of an IPv4 address all 32
  /// bits count, of an IPv6 address the first 64, which is what one household or host gets.
  ///
  /// - Returns: nil for what is no IP address, such as that of a Unix socket.
  public func network(of address: String) -> NetworkID? {
    var four = in_addr()
    var six = in6_addr()
    let bytes: [UInt8]
    if inet_pton(AF_INET, address, &four) == 1 {
      bytes = withUnsafeBytes(of: &four) { Array($0) }
    } else if inet_pton(AF_INET6, address, &six) == 1 {
      let all = withUnsafeBytes(of: &six) { Array($0) }
      let isMapped = all.prefix(10).allSatisfy { $0 == 0 } && all[10] == 0xFF && all[11] == 0xFF
      bytes = Array(isMapped ? all.suffix(4) : all.prefix(8))
    } else {
      return nil
    }
    return NetworkID(hash: HMAC<SHA256>.authenticationCode(for: Array("parlor network ".utf8) + bytes, using: key))
  }
}
