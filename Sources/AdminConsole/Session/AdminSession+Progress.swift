import LineEditor

extension AdminSession {
  /// Shows how far long work is, where there is somebody to see it.
  func progress(_ text: String) { output.progress.show(text) }

  /// The same as a bar, where it is known how much there is to do.
  func progress(_ done: Int64, of total: Int64, _ what: String) { progress(ProgressBar(done, of: total, what).text) }
}
