import CEpoll
import Glibc

/// Waits for sockets: `epoll`, level-triggered, one thread.
///
/// A load generator that shares its machine with what it measures has to be cheap: there is nothing between the system
/// and the counting of frames.
final class Poller {
  private static let eventsAtOnce = 1024

  private let descriptor: Int32
  private let events: UnsafeMutablePointer<epoll_event>

  init() throws(BenchError) {
    descriptor = epoll_create1(Int32(EPOLL_CLOEXEC))
    guard descriptor >= 0 else { throw BenchError("The system gives no poller.") }
    events = .allocate(capacity: Self.eventsAtOnce)
  }

  deinit {
    events.deallocate()
    close(descriptor)
  }

  /// Watches a socket from now on.
  func add(_ socket: Int32, tag: UInt32, forWriting: Bool) {
    control(EPOLL_CTL_ADD, socket, tag, forWriting)
  }

  /// Watches it for something else.
  func change(_ socket: Int32, tag: UInt32, forWriting: Bool) {
    control(EPOLL_CTL_MOD, socket, tag, forWriting)
  }

  private func control(_ operation: Int32, _ socket: Int32, _ tag: UInt32, _ forWriting: Bool) {
    var event = epoll_event()
    event.events = EPOLLIN.rawValue | (forWriting ? EPOLLOUT.rawValue : 0)
    event.data.u32 = tag
    epoll_ctl(descriptor, operation, socket, &event)
  }

  /// Waits at most so many nanoseconds and calls back for each socket with something to do.
  func wait(
    nanoseconds: UInt64, _ body: (_ tag: UInt32, _ mayWrite: Bool) throws(BenchError) -> Void
  ) throws(BenchError) {
    if nanoseconds > 0 {
      let time = timespec(tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
      guard parlor_wait_readable(descriptor, time) > 0 else { return }
    }
    let count = epoll_wait(descriptor, events, Int32(Self.eventsAtOnce), 0)
    guard count > 0 else { return }
    for index in 0..<Int(count) {
      try body(events[index].data.u32, events[index].events & EPOLLOUT.rawValue != 0)
    }
  }
}
