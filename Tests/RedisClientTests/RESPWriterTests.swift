import NIOCore
import Testing

@testable import RedisClient

@Suite struct RESPWriterTests {
  @Test func writesEveryKindOfArgument() {
    var writer = RESPWriter()
    writer.write("SET", ["é", .integer(-12), .bytes([1, 2]), .buffer(ByteBuffer(string: "b"))])
    #expect(
      String(buffer: writer.take())
        == "*5\r\n$3\r\nSET\r\n$2\r\né\r\n$3\r\n-12\r\n$2\r\n\u{1}\u{2}\r\n$1\r\nb\r\n")
    #expect(writer.isEmpty)
  }

  @Test(arguments: [0, 1, 9, 10, 99, 100, 12_345])
  func writesLengthsOfAnySize(length: Int) {
    var writer = RESPWriter()
    writer.write("E", [.bytes([UInt8](repeating: 65, count: length))])
    #expect(String(buffer: writer.take()).hasPrefix("*2\r\n$1\r\nE\r\n$\(length)\r\n"))
  }

  @Test func writesScriptCalls() {
    var writer = RESPWriter()
    writer.writeScriptCall("abc", isHash: true, readOnly: false, keys: ["k"], arguments: ["a"])
    writer.writeScriptCall("return 1", isHash: false, readOnly: true, keys: [], arguments: [])
    #expect(
      String(buffer: writer.take())
        == "*5\r\n$7\r\nEVALSHA\r\n$3\r\nabc\r\n$1\r\n1\r\n$1\r\nk\r\n$1\r\na\r\n"
        + "*3\r\n$7\r\nEVAL_RO\r\n$8\r\nreturn 1\r\n$1\r\n0\r\n")
  }
}
