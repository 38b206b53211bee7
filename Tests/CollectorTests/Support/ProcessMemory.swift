import TestSupport

/// Memory of a process, in KiB, as the kernel counts it.
enum ProcessMemory {
  /// What is resident now.
  static func resident(_ process: Int32) -> Int { field("VmRSS", process) }

  /// What was resident at most.
  static func peak(_ process: Int32) -> Int { field("VmHWM", process) }

  private static func field(_ name: String, _ process: Int32) -> Int {
    let line = shell("grep ^\(name): /proc/\(process)/status").out
    return Int(line.filter(\.isNumber)) ?? 0
  }
}
