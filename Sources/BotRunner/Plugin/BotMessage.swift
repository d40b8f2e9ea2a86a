import JSONText

/// A message as plugins see it.
public struct BotMessage: Sendable, Equatable {
  /// The room it is in.
  public var room: String
  /// Its place in the room's log; 0 where there is none.
  public var seq: Int64
  /// Its id.
  public var id: Int64
  /// When it was accepted, in Unix milliseconds.
  public var date: Int64
  /// Who spoke.
  public var from: String
  /// The name of who spoke.
  public var name: String
  /// What was said.
  public var text: String
  /// What who spoke may do in the room.
  public var role = "member"
  /// Whether a program spoke.
  public var isBot = false
  /// Over how many programs it came about.
  public var hops: Int64 = 0

  /// A message with all that is never left out.
  public init(room: String, seq: Int64, id: Int64, date: Int64, from: String, name: String, text: String) {
    self.room = room
    self.seq = seq
    self.id = id
    self.date = date
    self.from = from
    self.name = name
    self.text = text
  }

  /// As plugins get it.
  var json: JSONObject {
    [
      "room": .string(room), "seq": .number(JSONNumber(seq)), "id": .number(JSONNumber(id)),
      "date": .number(JSONNumber(date)), "from": .string(from), "name": .string(name), "text": .string(text),
      "role": .string(role), "bot": .bool(isBot),
    ]
  }
}
