import ChatModel
import ChatStore
import Rendering

/// Comma-separated values, harmless in spreadsheets.
struct CSVDumpEncoder: DumpEncoder {
  let disguise: DumpDisguise?
  var header: [UInt8] { Array("room,seq,id,date,from,name,kind,bot,text\r\n".utf8) }
  var footer: [UInt8] { [] }

  func encode(_ message: DumpMessage, room: RoomID) -> [UInt8]? {
    guard let read = disguise?.message(message) ?? message.message else { return nil }
    let values = [
      room.rawValue, String(read.seq), read.id.description, Moment.utc(read.date), read.from?.rawValue ?? "",
      read.name, read.kind, read.isBot ? "yes" : "no", read.text,
    ]
    return Array(CommaSeparated.record(values).utf8)
  }
}
