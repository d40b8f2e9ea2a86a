import RedisClient
import Testing

@Suite struct RedisEndpointTests {
  @Test(arguments: [
    ("redis://localhost", RedisEndpoint(address: .host("localhost", port: 6379))),
    ("localhost", RedisEndpoint(address: .host("localhost", port: 6379))),
    ("localhost:7000", RedisEndpoint(address: .host("localhost", port: 7000))),
    ("redis://[::1]:7000/3", RedisEndpoint(address: .host("::1", port: 7000), database: 3)),
    ("[::1]", RedisEndpoint(address: .host("::1", port: 6379))),
    ("redis://:pa%40ss@host/", RedisEndpoint(address: .host("host", port: 6379), password: "pa@ss")),
    ("redis://me:a@b:c@host", RedisEndpoint(address: .host("host", port: 6379), username: "me", password: "a@b:c")),
    ("REDIS://host", RedisEndpoint(address: .host("host", port: 6379))),
    ("unix:///run/redis.sock", RedisEndpoint(address: .unixSocket(path: "/run/redis.sock"))),
    ("unix:///run/a@b.sock?db=2", RedisEndpoint(address: .unixSocket(path: "/run/a@b.sock"), database: 2)),
    ("unix://me:pw@/run/r", RedisEndpoint(address: .unixSocket(path: "/run/r"), username: "me", password: "pw")),
  ])
  func readsEveryForm(_ text: String, _ expected: RedisEndpoint) throws {
    #expect(try RedisEndpoint(parsing: text) == expected)
  }

  @Test(arguments: [
    "", "redis://", "http://host", "host:0", "host:65536", "host:port", "::1", "[::1", "[::1]x", "redis://host/x",
    "redis://host/-1", "redis://me@host", "redis://:%zz@host", "redis://:a%2@host", "unix://relative", "unix:///",
    "unix:///a?database=1", "redis://host?ca=/etc/ca.pem", "rediss://host?ca=ca.pem", "rediss://host?other=/x",
    "rediss://host?ca=/a%00b", "unix:///" + String(repeating: "a", count: 107), "ho st", "a\r\nb",
  ])
  func refusesWhatIsNoAddress(_ text: String) {
    #expect { try RedisEndpoint(parsing: text) } throws: { ($0 as? RedisError)?.code == .invalidEndpoint }
  }

  @Test(arguments: [
    ("rediss://host", nil), ("rediss://me:pw@host:1/2?ca=/etc/ca.pem", "/etc/ca.pem"),
    ("rediss://me:pw@host:1/2?ca=%2Fmy%20files/ca.pem", "/my files/ca.pem"),
  ]) func readsAddressesOverTLS(_ text: String, _ authorities: String?) throws {
    let endpoint = try RedisEndpoint(parsing: text)
    #expect(endpoint.isEncrypted && endpoint.authorities == authorities)
    #expect(endpoint.description.hasPrefix("rediss://host:"))
    if authorities != nil { #expect(endpoint.database == 2 && endpoint.password == "pw") }
  }

  @Test(arguments: ["redis://me:hunter2@host:1/2", "unix://:hunter2@/run/r.sock"])
  func neverShowsThePassword(_ text: String) throws {
    let endpoint = try RedisEndpoint(parsing: text)
    var dumped = ""
    dump(endpoint, to: &dumped)
    for shown in ["\(endpoint)", String(reflecting: endpoint), dumped] { #expect(!shown.contains("hunter2")) }
  }

  @Test func errorsDoNotRepeatThePassword() {
    #expect {
      try RedisEndpoint(parsing: "redis://me:hunter2@host:bad")
    } throws: {
      !"\($0)".contains("hunter2")
    }
  }

  @Test(arguments: ["redis://host:1/2", "redis://[::1]:6379", "unix:///run/r.sock"])
  func descriptionCanBeReadAgain(_ text: String) throws {
    #expect(try RedisEndpoint(parsing: text).description == text)
  }
}
