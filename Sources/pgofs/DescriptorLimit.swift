import Glibc

/// How many files the process may have open.
enum DescriptorLimit {
  /// Raises it as far as it goes: open captures and computed files are descriptors, and the usual
  /// 1,024 are too few.
  static func raise() {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
    limit.rlim_cur = limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }
}
