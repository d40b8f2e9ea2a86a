import ChatModel
import JSONText
import RedisClient

/// A plan that is being carried out.
struct RemovalWork {
  let plan: RemovalPlan
  private let act: Act
  private let trash: Int64
  private let tombstone: [UInt8]
  private let noted: [UInt8]

  init(plan: RemovalPlan, trash: Int64, act: Act, now: Int64) {
    (self.plan, self.trash, self.act) = (plan, trash, act)
    tombstone =
      JSONValue.object([
        "by": .string(act.author.name), "reason": .string(act.reason), "date": .number(JSONNumber(now)),
        "act": .string(act.id.rawValue),
      ]).encoded
    let noted = JSONValue.object([
      "kind": .string(plan.kind.rawValue), "by": .string(act.author.id), "reason": .string(act.reason),
      "at": .number(JSONNumber(now)), "until": .number(JSONNumber(now + trash)),
    ])
    self.noted = noted.encoded.dropLast()
  }

  func arguments(_ batch: ArraySlice<RemovalPlan.Item>, isFirst: Bool, isCheck: Bool) -> [RedisArgument] {
    var arguments: [RedisArgument] = [.string(plan.epoch.rawValue)]
    switch plan.kind {
    case .trim:
      // What is older than the plan's oldest message was not planned: it must not be there.
      let low = isFirst || !isCheck ? "-inf" : batch.first?.id.description ?? "-inf"
      arguments += [isCheck ? "check" : "trim", .string(low)]
    case .delete, .erase:
      arguments += [isCheck ? "check" : plan.kind == .erase ? "erase" : "remove", .bytes(tombstone)]
    }
    arguments += [act.id.argument, .bytes(noted), .integer(trash)]
    for item in batch { arguments += [.integer(item.id.microseconds), .string(item.content)] }
    return arguments
  }
}
