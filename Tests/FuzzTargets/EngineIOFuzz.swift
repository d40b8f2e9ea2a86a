import EngineIO

/// Every packet of a payload lies in it, in both versions; text packets are text.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = UnsafeRawBufferPointer(start: start, count: count)
  for version in [EngineVersion.three, .four] {
    guard let packets = try? PollingPayloadDecoder(maxPackets: 64, version: version).decode(input) else { continue }
    precondition(packets.count <= 64, "There are more packets than allowed.")
    for case .text(_, let range) in packets {
      precondition(range.lowerBound >= 1 && range.upperBound <= count, "A packet lies outside the payload.")
      var validator = UTF8Validator()
      precondition(
        validator.consume(UnsafeRawBufferPointer(rebasing: input[range])) && validator.isComplete,
        "What is no text was taken for it.")
    }
  }
  return 0
}
