import CLinux
import Glibc
import Synchronization

/// What /proc said of processes that are still alive. Asking it takes 15 microseconds for each, and an
/// open by a new process asks for all its ancestors; whether a process still lives, a descriptor of it
/// tells in a fraction of one.
final class KnownProcesses: Sendable {
  /// What doesn't change of a process, but for a parent that ends.
  struct Status {
    let parent: Int32
    /// In clock ticks since boot.
    let started: UInt64
  }

  private final class Entry {
    let status: Status
    var lastUse: UInt64 = 0
    private let descriptor: Int32

    init(_ status: Status, descriptor: Int32) {
      self.status = status
      self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    var isAlive: Bool {
      var ended = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      return poll(&ended, 1, 0) == 0
    }
  }

  private struct State {
    var entries: [Int32: Entry] = [:]
    var uses: UInt64 = 0
  }

  private let capacity: Int
  private let state = Mutex(State())

  /// Remembers as many processes.
  init(capacity: Int) { self.capacity = capacity }

  /// The status of a process; nil when there is none, or it can't be seen.
  ///
  /// - Parameter withParent: whether the parent must be the one of now.
  func status(of process: Int32, withParent: Bool) -> Status? {
    let known = state.withLock { state -> Status? in
      guard let entry = KnownProcesses.use(process, &state) else { return nil }
      return !withParent || KnownProcesses.hasParent(process, entry, &state)
        ? entry.status : nil
    }
    return known ?? read(process)
  }

  /// How many are remembered.
  var count: Int { state.withLock { $0.entries.count } }

  private static func use(_ process: Int32, _ state: inout State) -> Entry? {
    guard let entry = state.entries[process] else { return nil }
    guard entry.isAlive else {
      state.entries[process] = nil
      return nil
    }
    state.uses += 1
    entry.lastUse = state.uses
    return entry
  }

  // A parent that ends gives its children to another. Its id can come back, but for a process that is
  // younger than they are.
  private static func hasParent(
    _ process: Int32, _ entry: Entry, _ state: inout State
  ) -> Bool {
    // The first process never has another. Nor is the end seen of a parent outside of this namespace
    // of ids, which is 0 as well.
    guard entry.status.parent != 0 else { return process == 1 }
    guard let parent = use(entry.status.parent, &state) else { return false }
    return parent.status.started <= entry.status.started
  }

  private func read(_ process: Int32) -> Status? {
    // Opened first: if it is alive afterwards, it is what was read of.
    let descriptor = clinux_open_process(process)
    guard let status = ProcessFile.stat(of: process).read(KnownProcesses.parse) else {
      if descriptor >= 0 { close(descriptor) }
      return nil
    }
    guard descriptor >= 0 else { return status }
    state.withLock { remember(Entry(status, descriptor: descriptor), as: process, &$0) }
    return status
  }

  private func remember(_ entry: Entry, as process: Int32, _ state: inout State) {
    guard entry.isAlive else { return }
    state.uses += 1
    entry.lastUse = state.uses
    state.entries[process] = entry
    guard state.entries.count > capacity else { return }
    state.entries = state.entries.filter { $0.value.isAlive }
    guard state.entries.count > capacity else { return }
    // Down to half at once, so that sorting is paid for by as many.
    let oldest = state.entries.sorted { $0.value.lastUse < $1.value.lastUse }
    for (process, _) in oldest.dropLast(capacity / 2) { state.entries[process] = nil }
  }

  // The name in parentheses may hold anything, so fields count from the last one.
  private static func parse(_ text: UnsafeRawBufferPointer) -> Status? {
    guard let end = text.lastIndex(of: 0x29) else { return nil }
    let fields = text[(end + 1)...].split(separator: 0x20, maxSplits: 20)
    guard fields.count > 19, let parent = ProcessFile.number(fields[1]),
      let started = ProcessFile.number(fields[19])
    else { return nil }
    return Int32(exactly: parent).map { Status(parent: $0, started: started) }
  }
}
