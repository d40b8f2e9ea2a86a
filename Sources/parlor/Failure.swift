import ArgumentParser
import Foundation

/// Ends the command with one line on standard error that says what is wrong and what to do.
func fail(_ line: String, code: ExitCode = .failure) -> ExitCode {
  FileHandle.standardError.write(Data("parlor: \(line)\n".utf8))
  return code
}

/// Runs a step whose error is for the user: what was configured wrongly ends with the usage code.
func failing<Value, Failure: Error & CustomStringConvertible>(
  _ step: () throws(Failure) -> Value
) throws(ExitCode) -> Value {
  do { return try step() } catch { throw fail(error.description, code: ExitCode(64)) }
}
