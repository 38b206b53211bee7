import Glibc
import SystemCalls
import SystemPackage

extension OpenDirectory {
  /// Takes the lock of the directory's list: among all mounts of the store, on this host and, where
  /// the file system carries flock(2) over, on others, nobody else then changes it. It ends with
  /// `unlock`, and with the descriptor. On a file system without locks nothing is locked: what is
  /// atomic by itself stays so, and only the comparison of identities can be overtaken.
  func lock(within limit: Duration = Limits.lockWait) throws(StoreError) {
    let deadline = ContinuousClock.now + limit
    var pause: UInt32 = 50
    while true {
      do throws(Errno) {
        try systemCall { flock(number, LOCK_EX | LOCK_NB) }
        return
      } catch {
        if error == .noLocks || error == .badFileDescriptor || error.meansUnsupported { return }
        guard error == .wouldBlock else { throw StoreError(error, path: path) }
      }
      guard ContinuousClock.now < deadline else {
        throw StoreError(
          .timedOut, path: path,
          message: "another process has held the lock of this directory for \(limit);"
            + " see who in /proc/locks")
      }
      usleep(pause)
      pause = min(pause * 2, 5_000)
    }
  }

  /// Takes the locks of two directories, or the one when they are the same, in an order that all
  /// follow.
  func lock(with other: borrowing OpenDirectory) throws(StoreError) {
    let mine = try status()
    let others = try other.status()
    if mine.isSameEntry(as: others) {
      try lock()
    } else if mine.precedes(others) {
      try lock()
      try other.lock()
    } else {
      try other.lock()
      try lock()
    }
  }

  /// Gives the lock back; without it, nothing happens.
  func unlock() {
    flock(number, LOCK_UN)
  }
}
