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
  /// The process that a thread belongs to and its ancestors, nearest first; nil when the thread can't
  /// be seen, from another pid namespace or under hidepid.
  func lineage(ofThread thread: Int32) -> [ProcessIdentity]?
}

/// The process table as /proc shows it.
public struct SystemProcessTable: ProcessTable {
  /// The machine's processes.
  public init() {}

  /// The process that a thread belongs to and up to 63 ancestors.
  public func lineage(ofThread thread: Int32) -> [ProcessIdentity]? {
    guard thread > 0, var id = threadGroup(of: thread) else { return nil }
    var lineage: [ProcessIdentity] = []
    while id > 0, lineage.count < Limits.ancestors, let (parent, started) = status(of: id) {
      lineage.append(ProcessIdentity(id: id, started: started))
      id = parent
    }
    return lineage.isEmpty ? nil : lineage
  }

  // FUSE names the thread; a Go program's reads come from many.
  private func threadGroup(of thread: Int32) -> Int32? {
    guard let text = contents(of: "/proc/\(thread)/status"),
      let line = text.split(separator: "\n").first(where: { $0.hasPrefix("Tgid:") })
    else { return nil }
    return Int32(line.dropFirst(5).drop { $0 == "\t" || $0 == " " })
  }

  // The name in parentheses may hold anything, so fields count from the last one.
  private func status(of process: Int32) -> (parent: Int32, started: UInt64)? {
    guard let text = contents(of: "/proc/\(process)/stat"), let end = text.lastIndex(of: ")")
    else { return nil }
    let fields = text[text.index(after: end)...].split(separator: " ")
    guard fields.count > 19, let parent = Int32(fields[1]), let started = UInt64(fields[19])
    else { return nil }
    return (parent, started)
  }

  private func contents(of path: String) -> String? {
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { Glibc.close(descriptor) }
    let bytes = [UInt8](unsafeUninitializedCapacity: 4096) { buffer, count in
      count = max(0, Glibc.read(descriptor, buffer.baseAddress, buffer.count))
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
