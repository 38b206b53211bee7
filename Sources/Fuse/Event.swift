import CLinux
import Glibc

/// Something that happened: kept until the one who waits for it has seen it.
final class Event: Sendable {
  private let descriptor: Int32

  init() throws(SessionError) {
    descriptor = clinux_eventfd()
    if descriptor < 0 { throw SessionError(.failed, "can't make an eventfd: \(errorText(errno))") }
  }

  deinit { close(descriptor) }

  /// Safe in a signal handler.
  func signal() {
    var one: UInt64 = 1
    _ = write(descriptor, &one, 8)
  }

  /// Returns once the event is signalled, and clears it; or when the time is over, or earlier.
  func wait(atMost limit: Duration? = nil) {
    var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    _ = Glibc.poll(&poll, 1, limit.map(Event.milliseconds) ?? -1)
    var count: UInt64 = 0
    _ = read(descriptor, &count, 8)
  }

  /// As poll(2) takes them: rounded up, so that a short wait isn't none.
  private static func milliseconds(_ duration: Duration) -> Int32 {
    Int32(min(max((duration / .milliseconds(1)).rounded(.up), 0), Double(Int32.max)))
  }
}
