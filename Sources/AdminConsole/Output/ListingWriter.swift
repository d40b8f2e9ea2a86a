import JSONText
import Rendering

/// Writes results that come one after another, in the form that was asked for.
///
/// `jsonl` and `csv` go out as they come; a table waits for all, since its columns are as wide as their widest value.
final class ListingWriter {
  private let columns: [String]
  private let format: OutputFormat
  private let output: Output
  private let hasHeader: Bool
  private var rows: [[Cell]] = []
  private var pending: [UInt8] = []
  private var count = 0

  init(_ columns: [String], format: OutputFormat, output: Output, hasHeader: Bool = true) {
    self.columns = columns
    self.format = format
    self.output = output
    self.hasHeader = hasHeader
  }

  /// Adds a result.
  func add(_ cells: [Cell]) throws(AdminError) {
    switch format {
    case .table: rows.append(cells)
    case .jsonl:
      append(object(cells))
      pending.append(0x0A)
    case .json:
      pending += Array((count == 0 ? "[\n" : ",\n").utf8)
      append(object(cells))
    case .csv:
      if count == 0, hasHeader { line(of: columns) }
      line(of: cells.map(\.plain))
    }
    count += 1
    if pending.count > 65_536 { try flush() }
  }

  /// Ends the listing.
  func finish() throws(AdminError) {
    switch format {
    case .jsonl: break
    case .json: pending += Array((count == 0 ? "[]\n" : "\n]\n").utf8)
    case .csv: if count == 0, hasHeader { line(of: columns) }
    case .table: if count > 0 { try output.page(Table(columns: columns, rows: rows).lines(colours: output.hasColours)) }
    }
    try flush()
  }

  /// Writes a single result: one object, one line, or a value on each line for people.
  func show(_ record: Record) throws(AdminError) {
    switch format {
    case .json, .jsonl:
      append(record.json)
      pending.append(0x0A)
      try flush()
    case .csv:
      try add(record.fields.map(\.cell))
      try finish()
    case .table: try output.page(Table.lines(of: record, colours: output.hasColours))
    }
  }

  private func object(_ cells: [Cell]) -> JSONValue {
    .object(JSONObject(zip(columns, cells).map { JSONObject.Entry(key: $0, value: $1.json) }))
  }

  private func append(_ value: JSONValue) {
    var writer = JSONWriter(appendingTo: pending)
    pending = []
    value.write(to: &writer)
    pending = writer.bytes
  }

  private func line(of values: [String]) {
    pending += Array(values.map(CommaSeparated.field).joined(separator: ",").utf8) + [0x0D, 0x0A]
  }

  private func flush() throws(AdminError) {
    try output.result(pending)
    pending.removeAll(keepingCapacity: true)
  }
}
