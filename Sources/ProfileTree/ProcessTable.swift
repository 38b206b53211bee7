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
  /// The machine's processes.
  public init() {}

  /// The process that a thread belongs to and its ancestors, `depth` at most.
  public func lineage(ofThread thread: Int32, depth: Int) -> [ProcessIdentity]? {
    guard var id = process(ofThread: thread) else { return nil }
    var lineage: [ProcessIdentity] = []
    while id > 0, lineage.count < depth, let (parent, started) = status(of: id) {
      lineage.append(ProcessIdentity(id: id, started: started))
      id = parent
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
    withContents(of: "/proc/\(thread)/status") { text in
      let mark = Array("\n\(name):\t".utf8)
      for start in 0..<max(0, text.count - mark.count) where text[start] == mark[0] {
        let digits = text[start...].dropFirst(mark.count)
        if text[start...].starts(with: mark) { return number(digits).flatMap { Int32($0) } }
      }
      return nil
    }
  }

  // The name in parentheses may hold anything, so fields count from the last one.
  private func status(of process: Int32) -> (parent: Int32, started: UInt64)? {
    withContents(of: "/proc/\(process)/stat") { text in
      guard let end = text.lastIndex(of: 0x29) else { return nil }
      let fields = text[(end + 1)...].split(separator: 0x20, maxSplits: 20)
      guard fields.count > 19, let parent = number(fields[1]), let started = number(fields[19])
      else { return nil }
      return Int32(exactly: parent).map { ($0, started) }
    }
  }

  private func number(_ text: Slice<UnsafeRawBufferPointer>) -> UInt64? {
    let digits = text.prefix { (0x30...0x39).contains($0) }
    return digits.isEmpty || digits.count > 19
      ? nil : digits.reduce(0) { $0 * 10 + UInt64($1 - 0x30) }
  }

  private func withContents<Result>(
    of path: String, _ body: (UnsafeRawBufferPointer) -> Result?
  ) -> Result? {
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { Glibc.close(descriptor) }
    return withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 1) { buffer in
      let count = max(0, Glibc.read(descriptor, buffer.baseAddress, buffer.count))
      return body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    }
  }
}
