extension AdminContext {
  /// Shows a plan and asks for consent; answers false when it is only to be shown.
  ///
  /// - Parameter word: what has to be typed for large plans instead of `y`.
  func consent(to plan: [String], _ options: ActOptions, word: String? = nil) async throws(AdminError) -> Bool {
    if options.isDry {
      for line in plan { try output.result(line: line) }
      return false
    }
    if options.yes { return true }
    for line in plan { output.note(line) }
    guard session.canAsk else {
      throw AdminError(
        .refused, "Nothing was done: this has to be confirmed.", hint: "Add --yes, or --dry-run to see the plan.")
    }
    let question = word.map { "Type \($0) to go on: " } ?? "Go on? [y/N] "
    let answer = try await session.answer(question)
    guard word.map({ answer == $0 }) ?? ["y", "yes"].contains(answer.lowercased()) else {
      throw AdminError(.refused, "Nothing was done.")
    }
    return true
  }
}
