import Testing

@testable import Bench

@Suite struct FrameWalkerTests {
  private func frame(_ payload: [UInt8], opcode: UInt8 = 1) -> [UInt8] {
    let length: [UInt8] =
      payload.count < 126
      ? [UInt8(payload.count)]
      : payload.count < 65_536
        ? [126, UInt8(payload.count >> 8), UInt8(payload.count & 255)]
        : [127, 0, 0, 0, 0] + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: payload.count >> $0) }
    return [0x80 | opcode] + length + payload
  }

  @Test(arguments: [0, 1, 125, 126, 65_535, 65_536, 200_000])
  func walksFramesOfEveryLengthForm(count: Int) throws {
    let bytes = frame(Array(repeating: 7, count: count)) + frame([1, 2], opcode: 9)
    try bytes.withUnsafeBytes { raw in
      var walker = FrameWalker(raw)
      let first = try #require(try walker.next())
      #expect(first.payload.count == count)
      #expect(first.opcode == 1)
      let second = try #require(try walker.next())
      #expect(Array(second.payload) == [1, 2])
      #expect(second.opcode == 9)
      #expect(try walker.next() == nil)
      #expect(walker.offset == bytes.count)
    }
  }

  @Test func waitsForTheRestOfAFrameThatIsCutAnywhere() throws {
    let bytes = frame(Array(repeating: 7, count: 300))
    for end in 0..<bytes.count { #expect(try walked(Array(bytes[..<end])) == 0) }
    #expect(try walked(bytes) == bytes.count)
  }

  @Test func refusesALengthNoServerSends() {
    let bytes: [UInt8] = [0x81, 127, 255, 255, 255, 255, 255, 255, 255, 255, 0]
    #expect(throws: FrameWalker.Failure.tooLong) { try walked(bytes) }
  }

  /// How far the walker gets.
  private func walked(_ bytes: [UInt8]) throws -> Int {
    try bytes.withUnsafeBytes { raw in
      var walker = FrameWalker(raw)
      while try walker.next() != nil {}
      return walker.offset
    }
  }
}
