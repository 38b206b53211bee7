import CLinux

/// The C heap, as the two kinds of process need it. A daemon runs for months: what a merge took is
/// given back when it is done. A command merges once and ends: nothing is.
///
/// Left to itself, glibc has eight arenas a core, keeps what each once had, and raises the size from
/// which blocks are given back with the largest that it sees.
enum Heap {
  /// As many as threads that allocate at once, on few cores.
  private static let arenas: Int32 = 4

  /// Blocks from this size on are given back at once: tables and buffers of large merges.
  private static let mapped: Int32 = 4 << 20

  /// The most that may be free at an arena's end, and the least for which `giveBack` looks further.
  private static let kept: Int32 = 24 << 20

  /// What a command reserves of its addresses: most merges need less, and only what is used becomes
  /// memory.
  private static let reserved = 32 << 20

  /// How much of that is in large pages where the system has some: what merging a day's captures of a
  /// service takes. Each costs as much as a hundred small ones and more, many times that where it has
  /// to be fetched from a virtual machine's host, and one that is hardly used is wasted. Tables of
  /// many megabytes ask for theirs.
  private static let inLargePages = 4 << 20

  /// For a command: a quarter of a merge's time went into taking memory and giving it back. Call it
  /// before the first thread is started.
  static func keep() { clinux_keep_heap(reserved, inLargePages) }

  /// For a daemon. Call it before the first thread is started.
  static func bound() { clinux_bound_heap(arenas, mapped, kept) }

  /// Gives back what is free between blocks in use. Takes milliseconds.
  static func giveBack() {
    if clinux_free_heap() > Int(kept) { clinux_trim_heap() }
  }
}
