import Foundation
import JSONText
import Testing

@testable import BotRunner

@Suite struct SupervisionTests {
  @Test func restartsAreFurtherAndFurtherApartAndEndAfterFive() {
    var plan = RestartPlan()
    let verdicts = (0..<5).map { plan.crashed(at: Int64($0) * 1000, ran: 0) }
    #expect(verdicts == [.after(1000), .after(2000), .after(4000), .after(8000), .park])
    plan.forgive()
    #expect(plan.crashed(at: 6000, ran: 0) == .after(1000))
  }

  @Test func oneThatRanForAWhileBeginsAnew() {
    var plan = RestartPlan()
    for time in 0..<4 { _ = plan.crashed(at: Int64(time), ran: 0) }
    #expect(plan.crashed(at: 200_000, ran: 100_000) == .after(1000))
    var slow = RestartPlan()
    let late = (0..<12).map { slow.crashed(at: Int64($0) * 61_000, ran: 1000) }
    #expect(late.last == .after(60_000))
  }

  @Test func linesAreCutAndNoneIsEndless() {
    var splitter = LineSplitter()
    #expect(splitter.take(Array("one\r\ntw".utf8)) == [Array("one".utf8)])
    #expect(splitter.take(Array("o\n\n".utf8)) == [Array("two".utf8), []])
    #expect(splitter.take(Array(repeating: UInt8(ascii: "x"), count: LineSplitter.longest)) == [])
    #expect(splitter.take([UInt8(ascii: "x")]) == nil)
  }

  @Test func printingIsBoundedOverTime() {
    var budget = OutputBudget(now: 0)
    let (first, second) = (budget.take(400_000, now: 0), budget.take(400_000, now: 0))
    #expect(first && !second)
    var steady = OutputBudget(now: 0)
    let taken = (1...100).map { steady.take(250_000, now: Int64($0) * 1000) }
    #expect(!taken.contains(false))
  }

  @Test func linesAreReadAsWhatTheyAre() {
    func read(_ text: String) -> PluginLine { PluginLine(Array(text.utf8)) }
    #expect(read(#"{"id":1,"result":{"reply":"x"}}"#) == .answer(id: 1, ["reply": "x"]))
    #expect(read(#"{"id":2,"error":{"message":"no"}}"#) == .failure(id: 2, "no"))
    #expect(
      read(#"{"id":"a","method":"send","params":{"text":"x"}}"#) == .request(id: "a", method: "send", ["text": "x"]))
    #expect(read(#"{"method":"log"}"#) == .request(id: nil, method: "log", [:]))
    for text in ["hello", "{", "[1]", "{}", #"{"id":null}"#, String(repeating: "[", count: 1000)] {
      #expect(read(text) == .log(text))
    }
  }

  @Test func storageKeepsWhatItHasWithinItsQuota() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("storage-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.path + "/storage.json"
    let storage = try PluginStorage(path: path)
    try storage.set("a/1", ["x": 1])
    try storage.set("a/2", "two")
    #expect(throws: BotError.self) {
      try storage.set("big", .string(String(repeating: "x", count: PluginStorage.quota)))
    }
    #expect(throws: BotError.self) { try storage.set("", 1) }
    try storage.set("a/2", .null)
    let again = try PluginStorage(path: path)
    #expect(again.get("a/1") == ["x": 1] && again.keys("a/") == ["a/1"])
    try Data("{".utf8).write(to: URL(fileURLWithPath: path))
    #expect(throws: BotError.self) { try PluginStorage(path: path) }
    #expect(FileManager.default.contents(atPath: path) == Data("{".utf8))
  }

  @Test func stateIsKeptForItsOwnerOnly() throws {
    let root = FileManager.default.temporaryDirectory.appendingPathComponent("state-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: root) }
    let state = BotState(root: root, plugin: "dice")
    try state.prepare()
    var contents = try state.read()
    #expect(contents == BotState.Contents())
    contents.resume = "a.b"
    contents.schedules = ["daily": 5]
    try state.write(contents)
    #expect(try state.read() == contents)
    let mode = try FileManager.default.attributesOfItem(atPath: root + "/dice/state.json")[.posixPermissions] as? Int
    #expect(mode == 0o600)
  }
}
