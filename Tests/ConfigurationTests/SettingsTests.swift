import ChatModel
import Configuration
import Testing

@Suite struct SettingsTests {
  func resolve(
    flags: [String: [String]] = [:], limits: [String] = [], environment: [String: String] = [:], file: String? = nil
  ) throws -> Settings {
    try Settings(
      flags: flags, limitFlags: limits, environment: environment, file: file.map { (path: "parlor.yaml", text: $0) })
  }

  @Test func flagsComeBeforeEnvironmentBeforeFileBeforeDefaults() throws {
    let file = "port: 4000\nhost: 0.0.0.0\ndefault-room: den\n"
    let settings = try resolve(
      flags: ["port": ["6000"]], environment: ["PORT": "5000", "PARLOR_HOST": "::1"], file: file)
    #expect(settings.values["port"] == .init(items: ["6000"], source: .flag("port")))
    #expect(settings.values["host"] == .init(items: ["::1"], source: .variable("PARLOR_HOST")))
    #expect(settings.values["default-room"] == .init(items: ["den"], source: .file("parlor.yaml", line: 3)))
    #expect(settings.values["log-format"] == .init(items: ["text"], source: .standard))
  }

  @Test func theSamplesVariablesAreUnderstood() throws {
    let settings = try resolve(environment: ["PORT": "5000", "REDIS_ADDRESS": "cache:6379"])
    let configuration = try ServeConfiguration(settings)
    #expect(configuration.port == 5000)
    #expect(configuration.redis == "cache:6379")
  }

  @Test func anUnknownKeyIsNamedWithItsLineAndTheNearestOne() {
    #expect(throws: ConfigurationError("parlor.yaml:2: unknown key 'prot'.", hint: "Did you mean 'port'?")) {
      try resolve(file: "host: 127.0.0.1\nprot: 3000\n")
    }
  }

  @Test func limitsAreSetByFileAndFlag() throws {
    let settings = try resolve(limits: ["page=7"], file: "limits:\n  room_log: 20\n  page: 5\n")
    #expect(settings.limits.roomLog == 20)
    #expect(settings.limits.page == 7)
    #expect(settings.limitSources["page"] == .flag("limit"))
    #expect(settings.limitSources["room_log"] == .file("parlor.yaml", line: 2))
  }

  @Test(arguments: ["nosuch=1", "page=many", "page", "page=0", "page=99999999999999999999"])
  func aBadLimitIsRefused(flag: String) {
    #expect(throws: ConfigurationError.self) { try resolve(limits: [flag]) }
  }

  @Test(arguments: [
    ("port", "http"), ("port", "70000"), ("default-room", "No Spaces"), ("create-rooms", "all"), ("log-level", "loud"),
    ("allow-origin", "example.org"), ("key-prefix", "a{b"), ("rate-limits", "maybe"), ("threads", "0"),
    ("flush-window", "51ms"), ("flush-window", "soon"), ("max-rooms", "0"),
  ])
  func aBadValueIsRefusedWithItsSource(name: String, value: String) throws {
    let settings = try resolve(flags: [name: [value]])
    let error = #expect(throws: ConfigurationError.self) { try ServeConfiguration(settings) }
    let flag = name == "rate-limits" ? "no-rate-limits" : name
    #expect(error?.description.contains("(--\(flag))") == true)
  }

  @Test func anEmptyFlagIsRefused() {
    #expect(throws: ConfigurationError("--host is empty.", hint: "Give it a value, or leave it out.")) {
      try resolve(flags: ["host": [""]])
    }
  }

  @Test func limitsThatContradictEachOtherAreRefused() throws {
    #expect(throws: ConfigurationError.self) { try resolve(limits: ["presence_people=10", "presence_back=11"]) }
    _ = try resolve(limits: ["presence_people=10", "presence_back=10"])
  }

  @Test func brokenYAMLIsOneLine() {
    let error = #expect(throws: ConfigurationError.self) { try resolve(file: "port: [1\nhost: {") }
    #expect(error?.description.contains("\n") == false)
  }

  @Test func theReportIsAValidFileThatGivesTheSameSettings() throws {
    let settings = try resolve(
      flags: ["allow-origin": ["https://a.example", "https://b.example"], "redis": ["redis://me:secret@h:1"]],
      limits: ["page=7"])
    #expect(!settings.report().contains("secret"))
    let again = try resolve(file: settings.report())
    #expect(again.limits == settings.limits)
    #expect(again.values["allow-origin"]?.items == ["https://a.example", "https://b.example"])
    #expect(again.values.mapValues(\.items)["port"] == settings.values.mapValues(\.items)["port"])
  }
}
