import Testing

@testable import ChatClient

@Suite struct ServerURLTests {
  @Test(arguments: [
    ("http://127.0.0.1:3000", "127.0.0.1", 3000), ("ws://host", "host", 80), ("HTTP://host:81/", "host", 81),
    ("http://[::1]:3000/", "::1", 3000), ("http://[::1]", "::1", 80), ("https://host", "host", 443),
    ("wss://host:1/", "host", 1),
  ])
  func readsHostAndPort(text: String, host: String, port: Int) throws {
    let url = try ServerURL(text)
    #expect(url.host == host)
    #expect(url.port == port)
  }

  @Test(arguments: [
    "", "host", "http://", "http://host:0", "http://host:x", "http://host:70000", "http://host/chat", "ftp://host",
    "http://a b", "http://[::1]x", "http://user@host", "http://a:1:2",
  ])
  func refusesWhatIsNone(text: String) {
    #expect(throws: ChatClientError.self) { try ServerURL(text) }
  }

  @Test(arguments: [("https://host", true), ("WSS://host", true), ("ws://host", false)])
  func knowsWhetherItGoesOverTLS(text: String, isEncrypted: Bool) throws {
    let url = try ServerURL(text)
    #expect(url.isEncrypted == isEncrypted)
    #expect(url.description == (isEncrypted ? "https://host:443" : "http://host:80"))
  }

  @Test func tokensAreToldByTheirParts() throws {
    #expect(try Credentials(fileContents: " abc.def\n") == Credentials(resume: "abc.def"))
    #expect(try Credentials(fileContents: "a.b.c") == Credentials(token: "a.b.c"))
    for text in ["", "abc", "a b.c", "a..c", "a.b.c.d", "a.b\u{1B}"] {
      #expect(throws: ChatClientError.self) { try Credentials(fileContents: text) }
    }
  }
}
