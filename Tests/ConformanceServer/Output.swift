#if canImport(Glibc)
  @preconcurrency import Glibc
#elseif canImport(Musl)
  @preconcurrency import Musl
#else
  import Darwin
#endif

/// Writes out what was printed, also to a pipe.
func flushOutput() {
  fflush(stdout)
}
