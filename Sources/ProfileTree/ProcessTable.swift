import CLinux
import Glibc

/// A process for as long as it lives: its id can come back, its start time can't.
public struct ProcessIdentity: Hashable, Sendable {
  /// The thread group's id.
  public let id: Int32

  /// When it started, in clock ticks since boot (proc(5), `/proc/PID/stat`, field 22).
  public let started: UInt64

  /// A process of this id and start.
  public init(id: Int32, started: UInt64) {
    self.id = id
    self.started = started
  }
}

/// Who descends from whom among the processes of the machine.
public protocol ProcessTable: Sendable {
  /// The process that a thread belongs to and its ancestors, nearest first, `depth` at most; nil when
  /// the thread can't be seen, from another pid namespace or under hidepid.
  func lineage(ofThread thread: Int32, depth: Int) -> [ProcessIdentity]?

  /// The ids of the same alone. Unlike start times they can be asked for while the thread waits for
  /// the answer: one that is in execve(2) flushes what that closes, and as long as it waits for a flush
  /// nobody can read its `/proc/PID/stat` (Linux 6.18).
  func ids(ofThread thread: Int32, depth: Int) -> [Int32]?
}

/// The process table as /proc shows it.
public struct SystemProcessTable: ProcessTable {
  private let known = KnownProcesses(capacity: Limits.knownProcesses)

  /// The machine's processes.
  public init() {}

  /// The process that a thread belongs to and its ancestors, `depth` at most.
  public func lineage(ofThread thread: Int32, depth: Int) -> [ProcessIdentity]? {
    guard var id = process(ofThread: thread) else { return nil }
    var lineage: [ProcessIdentity] = []
    while id > 0, lineage.count < depth,
      let status = known.status(of: id, withParent: lineage.count + 1 < depth)
    {
      lineage.append(ProcessIdentity(id: id, started: status.started))
      id = status.parent
    }
    return lineage.isEmpty ? nil : lineage
  }

  /// The ids of that process and its ancestors, `depth` at most.
  public func ids(ofThread thread: Int32, depth: Int) -> [Int32]? {
    guard var id = process(ofThread: thread) else { return nil }
    var ids: [Int32] = []
    while id > 0, ids.count < depth, let parent = number("PPid", of: id) {
      ids.append(id)
      id = parent
    }
    return ids.isEmpty ? nil : ids
  }

  // FUSE names the thread; a Go program's reads come from many. To be told that there is no such
  // thread in the group of this number takes a twentieth of reading `status`.
  private func process(ofThread thread: Int32) -> Int32? {
    guard thread > 0 else { return nil }
    if clinux_leads_process(thread) != 0 { return thread }
    return number("Tgid", of: thread)
  }

  private func number(_ name: String, of thread: Int32) -> Int32? {
    ProcessFile.status(of: thread).read { text in
      let mark = Array("\n\(name):\t".utf8)
      for start in 0..<max(0, text.count - mark.count) where text[start] == mark[0] {
        let digits = text[start...].dropFirst(mark.count)
        if text[start...].starts(with: mark) {
          return ProcessFile.number(digits).flatMap { Int32($0) }
        }
      }
      return nil
    }
  }
}
