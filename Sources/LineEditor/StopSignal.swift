import CReadline
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

private func systemWrite(_ descriptor: Int32, _ byte: UnsafePointer<UInt8>) -> Int { write(descriptor, byte, 1) }

/// Ctrl-Z, told to readline's thread, which gives the terminal back before the program stops: not every shell does.
enum StopSignal {
  /// What it writes into the pipe.
  static let mark = UInt8(ascii: "Z")
  private static let pipe = Atomic<Int32>(-1)

  /// From now on it writes into this pipe, unless the program was started to pass over it.
  static func watch(waking descriptor: Int32) {
    guard parlor_ignores(SIGTSTP) == 0 else { return }
    pipe.store(descriptor, ordering: .relaxed)
    signal(SIGTSTP) { _ in
      let before = errno
      var mark = StopSignal.mark
      _ = systemWrite(StopSignal.pipe.load(ordering: .relaxed), &mark)
      errno = before
    }
  }

  /// From now on it stops the program without anybody being told.
  static func unwatch() {
    if pipe.exchange(-1, ordering: .relaxed) >= 0 { signal(SIGTSTP, SIG_DFL) }
  }

  /// Stops the program, as if nothing had been watched; returns when it goes on.
  static func stop() {
    signal(SIGTSTP, SIG_DFL)
    // Threads that come from a pool's have it blocked, and then it would not stop the program before this returns.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGTSTP)
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    raise(SIGTSTP)
    watch(waking: pipe.load(ordering: .relaxed))
  }
}
