#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The proxies whose word is taken for where a request came from: single addresses or networks such as `10.0.0.0/8`.
public struct TrustedProxies: Sendable {
  private struct Network: Sendable {
    let bytes: [UInt8]
    let bits: Int

    func contains(_ address: [UInt8]) -> Bool {
      guard address.count == bytes.count else { return false }
      return (0..<bits).allSatisfy { bit in
        (address[bit / 8] ^ bytes[bit / 8]) & (0x80 >> UInt8(bit % 8)) == 0
      }
    }
  }

  private var networks: [Network] = []

  /// None: whoever connects is where a request comes from.
  public init() {}

  /// Takes a list of addresses and networks; nil when one of them is neither.
  public init?(_ list: [String]) {
    for entry in list {
      let parts = entry.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
      guard let bytes = Self.bytes(of: String(parts[0])) else { return nil }
      var bits = bytes.count * 8
      if parts.count == 2 {
        guard let number = Int(parts[1]), (0...bits).contains(number) else { return nil }
        bits = number
      }
      networks.append(Network(bytes: bytes, bits: bits))
    }
  }

  /// Whether there is any.
  public var isEmpty: Bool { networks.isEmpty }

  /// Where a request came from: the peer, unless it is one of ours; then the last address of `X-Forwarded-For` that is
  /// not. What stands before that could be anybody's invention.
  ///
  /// - Parameters:
  ///   - peer: the address of whoever connected.
  ///   - forwarded: the values of `X-Forwarded-For`, in their order.
  public func origin(peer: String, forwarded: [String]) -> String {
    guard !networks.isEmpty, trusts(peer) else { return peer }
    var origin = peer
    for address in forwarded.flatMap({ $0.split(separator: ",") }).reversed() {
      let text = address.split(separator: " ").joined()
      guard Self.bytes(of: text) != nil else { return origin }
      origin = text
      if !trusts(text) { return origin }
    }
    return origin
  }

  private func trusts(_ address: String) -> Bool {
    guard let bytes = Self.bytes(of: address) else { return false }
    return networks.contains { $0.contains(bytes) }
  }

  /// The bytes of an IP address; of an IPv4 address that is written as an IPv6 one, those of the former.
  private static func bytes(of address: String) -> [UInt8]? {
    var four = in_addr()
    var six = in6_addr()
    if inet_pton(AF_INET, address, &four) == 1 { return withUnsafeBytes(of: &four) { Array($0) } }
    guard inet_pton(AF_INET6, address, &six) == 1 else { return nil }
    let all = withUnsafeBytes(of: &six) { Array($0) }
    let isMapped = all.prefix(10).allSatisfy { $0 == 0 } && all[10] == 0xFF && all[11] == 0xFF
    return isMapped ? Array(all.suffix(4)) : all
  }
}
