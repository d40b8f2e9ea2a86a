import ChatModel
import FoundationEssentials

/// What somebody typed, harmless in a line of a terminal.
func shown(_ text: String) -> String {
  var result = ""
  for scalar in text.unicodeScalars {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse:
      result += "\\u{\(String(scalar.value, radix: 16))}"
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}

enum Moment {
  static func time(_ milliseconds: Int64) -> String {
    Date(timeIntervalSince1970: Double(milliseconds) / 1000).formatted(.iso8601)
  }
}

extension AdminContext {
  func time(_ text: String) throws(AdminError) -> Int64 {
    throw AdminError(.usage, "\(shown(text)) is no time.", hint: "Write a time, or a length of time ago (2h).")
  }
}

struct TextDumpEncoder: DumpEncoder {
  let disguise: DumpDisguise?
  var header: [UInt8] { [] }
  var footer: [UInt8] { [] }
  func encode(_ message: DumpMessage, room: RoomID) -> [UInt8]? {
    message.message.map { Array(MessageLine.text(of: $0, in: room, isUpdate: false).utf8) + [0x0A] }
  }
}
