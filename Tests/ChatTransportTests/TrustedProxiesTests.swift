import ChatTransport
import Testing

@Suite("Trusted proxies")
struct TrustedProxiesTests {
  @Test("nobody is believed without being named")
  func nobody() {
    #expect(TrustedProxies().origin(peer: "10.0.0.1", forwarded: ["1.2.3.4"]) == "10.0.0.1")
  }

  @Test("the last address that is no proxy of ours counts; what stands before it may be invented")
  func lastForeign() throws {
    let proxies = try #require(TrustedProxies(["10.0.0.0/8", "::1", "192.168.1.5"]))
    #expect(proxies.origin(peer: "10.1.2.3", forwarded: ["9.9.9.9, 1.2.3.4"]) == "1.2.3.4")
    #expect(proxies.origin(peer: "10.1.2.3", forwarded: ["9.9.9.9", "1.2.3.4, 192.168.1.5"]) == "1.2.3.4")
    #expect(proxies.origin(peer: "::ffff:10.1.2.3", forwarded: ["2001:db8::1"]) == "2001:db8::1")
    #expect(proxies.origin(peer: "11.1.2.3", forwarded: ["1.2.3.4"]) == "11.1.2.3")
    #expect(proxies.origin(peer: "10.1.2.3", forwarded: []) == "10.1.2.3")
    #expect(proxies.origin(peer: "10.1.2.3", forwarded: ["10.0.0.7"]) == "10.0.0.7")
  }

  @Test("what is no address ends the search", arguments: ["unknown", "", "1.2.3.4:80", "a\u{0}b"])
  func garbage(word: String) throws {
    let proxies = try #require(TrustedProxies(["10.0.0.0/8"]))
    #expect(proxies.origin(peer: "10.0.0.1", forwarded: ["1.2.3.4, \(word)"]) == "10.0.0.1")
  }

  @Test("a list with anything else is refused", arguments: ["10.0.0.0/33", "10.0.0", "host", "/8", "1.2.3.4/x", ""])
  func refused(entry: String) { #expect(TrustedProxies(["::1", entry]) == nil) }

  @Test("the bits of a network count exactly")
  func bits() throws {
    let proxies = try #require(TrustedProxies(["10.128.0.0/9"]))
    #expect(proxies.origin(peer: "10.129.0.1", forwarded: ["1.1.1.1"]) == "1.1.1.1")
    #expect(proxies.origin(peer: "10.127.0.1", forwarded: ["1.1.1.1"]) == "10.127.0.1")
  }
}
