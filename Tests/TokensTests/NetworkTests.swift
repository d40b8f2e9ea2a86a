import ChatModel
import Testing
import Tokens

@Suite("Networks of addresses")
struct NetworkTests {
  let secret = TokenSecret(Array(repeating: 7, count: 32))!

  @Test("an IPv4 address stands for itself, also written as IPv6")
  func four() throws {
    let one = try #require(secret.network(of: "192.0.2.1"))
    #expect(secret.network(of: "::ffff:192.0.2.1") == one)
    #expect(secret.network(of: "192.0.2.2") != one)
    #expect(NetworkID(one.rawValue) == one)
  }

  @Test("of an IPv6 address the first 64 bits count")
  func six() throws {
    let one = try #require(secret.network(of: "2001:db8:1:2::3"))
    #expect(secret.network(of: "2001:db8:1:2:ffff::9") == one)
    #expect(secret.network(of: "2001:db8:1:3::3") != one)
  }

  @Test("another secret makes another id, and what is no address has none")
  func others() {
    let other = TokenSecret(Array(repeating: 8, count: 32))!
    #expect(other.network(of: "192.0.2.1") != secret.network(of: "192.0.2.1"))
    #expect(secret.network(of: "") == nil)
    #expect(secret.network(of: "host") == nil)
  }
}
