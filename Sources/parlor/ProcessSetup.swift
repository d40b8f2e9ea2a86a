import Foundation

/// What a process that serves sockets has to settle with the system first.
enum ProcessSetup {
  /// A peer that closes early is an error value, never the end of the process.
  static func ignoreBrokenPipes() {
    signal(SIGPIPE, SIG_IGN)
  }

  /// A file that grows beyond what is allowed is an error of writing, never the end of the process.
  static func ignoreFileSizeSignals() {
    signal(SIGXFSZ, SIG_IGN)
  }

  /// Takes all the descriptors the system gives: each connection needs one.
  static func raiseDescriptorLimit() {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
    limit.rlim_cur = limit.rlim_max
    _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }
}
