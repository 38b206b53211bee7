import Glibc

/// Whether a thread that waits in the kernel is going to die, from `/proc/<thread>/status`.
enum CallerState {
  static func isDying(_ thread: Int32) -> Bool {
    guard let status = SmallFile.read("/proc/\(thread)/status", limit: Limits.statusFile) else {
      // With hidepid a living thread can't be seen either.
      return kill(thread, 0) != 0 && errno == ESRCH
    }
    return isDying(status: status)
  }

  /// A zombie, a dead thread, one with SIGKILL pending (so does the kernel end every thread of a
  /// process that a signal kills), or with a signal pending that ends it with a core dump.
  static func isDying(status: String) -> Bool {
    var pending: UInt64 = 0
    var kept: UInt64 = 0
    for line in status.split(separator: "\n") {
      let fields = line.split(whereSeparator: { $0 == "\t" || $0 == " " })
      guard fields.count > 1 else { continue }
      switch fields[0] {
      case "State:":
        if fields[1] == "Z" || fields[1] == "X" { return true }
      case "SigPnd:":
        let signals = UInt64(fields[1], radix: 16) ?? 0
        if signals & bit(SIGKILL) != 0 { return true }
        pending |= signals
      case "ShdPnd:": pending |= UInt64(fields[1], radix: 16) ?? 0
      case "SigBlk:", "SigIgn:", "SigCgt:": kept |= UInt64(fields[1], radix: 16) ?? 0
      default: break
      }
    }
    return pending & ~kept & dumping != 0
  }

  /// The signals whose default is a core dump (signal(7)): the kernel leaves them pending.
  private static let dumping: UInt64 = [
    SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGXCPU, SIGXFSZ, SIGSYS,
  ].reduce(0) { $0 | bit($1) }

  private static func bit(_ signal: Int32) -> UInt64 { 1 << UInt64(signal - 1) }
}
