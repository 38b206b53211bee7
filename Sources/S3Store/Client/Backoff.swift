import Glibc

/// The pauses between tries: twice as long each time, and random, so that clients that failed together
/// don't come back together ("full jitter": AWS Architecture Blog, Exponential Backoff And Jitter).
struct Backoff {
  private let patience: Patience
  private var attempts = 0

  init(_ patience: Patience) { self.patience = patience }

  /// The next pause.
  ///
  /// - Parameter slowly: whether the other side has asked for fewer requests.
  mutating func next(slowly: Bool) -> Duration {
    let bound = min(patience.longestPause, patience.firstPause * (1 << min(attempts, 10)))
    attempts += 1
    let pause = bound * Double.random(in: 0..<1)
    return slowly ? max(pause, patience.slowDownPause) : pause
  }

  /// Blocks the thread, which waits for an answer anyway.
  static func pause(_ time: Duration) { usleep(UInt32(time / .microseconds(1))) }
}
