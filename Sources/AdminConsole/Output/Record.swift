import JSONText

/// One result: values under names, in order.
struct Record: Sendable, Equatable {
  var fields: [(name: String, cell: Cell)]

  init(_ fields: KeyValuePairs<String, Cell>) { self.fields = fields.map { ($0.key, $0.value) } }

  var json: JSONValue { .object(JSONObject(fields.map { JSONObject.Entry(key: $0.name, value: $0.cell.json) })) }

  static func == (left: Self, right: Self) -> Bool {
    left.fields.elementsEqual(right.fields) { $0.name == $1.name && $0.cell == $1.cell }
  }
}
