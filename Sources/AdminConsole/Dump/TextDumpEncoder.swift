import ChatModel
import ChatStore

/// One message a line, for people.
struct TextDumpEncoder: DumpEncoder {
  let disguise: DumpDisguise?
  var header: [UInt8] { [] }
  var footer: [UInt8] { [] }

  func encode(_ message: DumpMessage, room: RoomID) -> [UInt8]? {
    guard let read = disguise?.message(message) ?? message.message else { return nil }
    return Array("\(Moment.utc(read.date)) \(MessageLine.body(of: read, in: room, isUpdate: false))\n".utf8)
  }
}
