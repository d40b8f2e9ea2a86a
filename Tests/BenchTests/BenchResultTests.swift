import JSONText
import Testing

@testable import Bench

@Suite struct BenchResultTests {
  private let plan = BenchPlan(
    kind: .fanout, servers: [ServerAddress("http://127.0.0.1:3000")].compactMap(\.self), members: 200, senders: 20,
    rate: 100, size: 100, duration: 10, warmUp: 1, rooms: 1, roomsPerMember: 1, window: 0, processes: [42])

  @Test func jsonHasTheFiguresAndLeavesOutWhatDoesNotApply() throws {
    var result = BenchResult(plan: plan, seconds: 10)
    result.messages = 1000
    result.deliveries = 200_000
    result.servers = [
      BenchResult.Server(
        process: 42, processorSeconds: 1.5, microsecondsPerDelivery: 7.5, residentBefore: 1, residentAfter: 2)
    ]
    let json = try #require(try JSONValue(parsing: Array(result.json.utf8)).objectValue)
    #expect(json["bench"]?.stringValue == "fanout")
    #expect(result.json.contains("\"deliveries_per_s\":20000.000"))
    #expect(result.json.contains("\"cpu_us_per_delivery\":7.500"))
    #expect(json["joins_per_s"] == nil)
    #expect(json["latency_ms"] == nil)
  }

  @Test func aLossIsNoCleanResult() {
    var result = BenchResult(plan: plan, seconds: 1)
    #expect(result.isClean)
    result.lost = 1
    #expect(!result.isClean)
  }

  @Test(arguments: [
    (0.0, 3, "0.000"), (7.5, 3, "7.500"), (-0.0004, 3, "0.000"), (12.345, 1, "12.3"), (1234.6, 0, "1235"),
  ])
  func decimalsAreRounded(value: Double, places: Int, text: String) {
    #expect(Decimals.text(value, places: places) == text)
  }

  @Test func thousandsAreApart() { #expect(Decimals.grouped(1_234_567.4) == "1 234 567") }

  @Test(arguments: [
    ("http://127.0.0.1:3000", "127.0.0.1", 3000), ("http://[::1]:80/", "::1", 80), ("http://chat", "chat", 80),
  ])
  func readsAddresses(url: String, host: String, port: Int) throws {
    let address = try #require(ServerAddress(url))
    #expect(address.host == host)
    #expect(address.port == UInt16(port))
  }

  @Test(arguments: ["", "https://a:1", "http://", "http://a:0", "http://a:65536", "http://a/b", "http://[::1]x"])
  func refusesWhatIsNoAddress(url: String) { #expect(ServerAddress(url) == nil) }
}
