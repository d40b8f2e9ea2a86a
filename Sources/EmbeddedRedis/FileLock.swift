#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A `flock` on a file. It ends with this value, with the process however that ends, and is not passed on to children.
final class FileLock: Sendable {
  private let descriptor: CInt

  /// Opens the file, makes it if there is none; takes no lock yet.
  init(path: String) throws(EmbeddedRedisError) {
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .unwritable(path, errno) }
  }

  deinit {
    // Closing is not enough: a child that is just being made has the file open until it becomes another program.
    unlock()
    close(descriptor)
  }

  /// Takes the lock for this user only; false when others have it.
  func tryExclusive() -> Bool {
    flock(descriptor, LOCK_EX | LOCK_NB) == 0
  }

  /// Takes the lock together with others; false when one has it for itself.
  func tryShared() -> Bool {
    flock(descriptor, LOCK_SH | LOCK_NB) == 0
  }

  /// Gives the lock back.
  func unlock() {
    flock(descriptor, LOCK_UN)
  }
}
