import LineEditor

extension AdminSession {
  /// Shows how far long work is, where there is somebody to see it.
  func progress(_ text: String) { output.progress.show(text) }
}
