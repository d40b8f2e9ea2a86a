/// What people are told whose command came to nothing.
enum FailureText {
  static func text(_ name: String, _ error: BotError) -> String {
    "\(name) could not do that. \(error.message)"
  }
}
