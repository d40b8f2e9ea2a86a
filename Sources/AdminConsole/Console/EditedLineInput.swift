import LineEditor

/// Lines of a terminal with editing, history and completion.
struct EditedLineInput: LineInput {
  let editor: LineEditor

  func line(_ prompt: String) async -> String? {
    let input = await withTaskCancellationHandler {
      await editor.line(prompt)
    } onCancel: {
      editor.interrupt()
    }
    return switch input {
    case .line(let line): line
    case .abandoned: ""
    case .end: nil
    }
  }

  func show(_ line: String) { editor.show(line) }
}
