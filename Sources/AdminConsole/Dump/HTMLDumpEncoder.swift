import ChatModel
import ChatStore
import Rendering

/// One page with everything in it: no script, nothing loaded from elsewhere, everything escaped.
struct HTMLDumpEncoder: DumpEncoder {
  let disguise: DumpDisguise?
  let rooms: [String]

  var header: [UInt8] {
    let names = rooms.count == 1 ? rooms[0] : "\(rooms.count) rooms"
    return Array(
      """
      <!DOCTYPE html>
      <html lang="en"><head><meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
      <meta name="viewport" content="width=device-width"><title>\(HTMLText.escaped(names))</title>
      <style>body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}\
      table{border-collapse:collapse;width:100%}td{padding:.2rem .6rem;vertical-align:top;border-top:1px solid #ddd}\
      td:last-child{white-space:pre-wrap;overflow-wrap:anywhere;unicode-bidi:isolate}time{color:#666;white-space:nowrap}\
      .deleted{color:#888;font-style:italic}b{unicode-bidi:isolate}</style></head>
      <body><h1>\(HTMLText.escaped(names))</h1>
      <table><tbody>

      """.utf8)
  }
  var footer: [UInt8] { Array("</tbody></table></body></html>\n".utf8) }

  func encode(_ message: DumpMessage, room: RoomID) -> [UInt8]? {
    guard let read = disguise?.message(message) ?? message.message else { return nil }
    let date = Moment.utc(read.date)
    let place = rooms.count > 1 ? "<td>\(HTMLText.escaped(room.rawValue))</td>" : ""
    let text =
      read.tombstone == nil
      ? "<td>\(HTMLText.escaped(read.text))</td>" : "<td class=\"deleted\">deleted</td>"
    let line =
      "<tr><td>\(read.seq)</td><td><time datetime=\"\(date)\">\(date)</time></td>\(place)"
      + "<td><b>\(HTMLText.escaped(read.name))</b></td>\(text)</tr>\n"
    return Array(line.utf8)
  }
}
