import Glibc
import ProfileStore
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import ProfileTree

/// A tree over a store in memory, with a clock and processes that the test moves, used by paths as a
/// kernel would use it: what is looked up is forgotten again. At its end no inode may be left but
/// those of what the test left open.
final class TreeFixture: Sendable {
  let memory: MemoryStore
  let store: FaultyStore
  let clock: TestClock
  let processes = FakeProcesses()
  let tree: ProfileTree
  private let lookups = Mutex<[NodeID: UInt64]>([:])
  private let opened = Mutex<[HandleID: NodeID]>([:])

  init(
    store memory: MemoryStore = MemoryStore(), clock: TestClock = TestClock(),
    _ configure: (inout TreeConfiguration) -> Void = { _ in }
  ) {
    self.clock = clock
    self.memory = memory
    store = FaultyStore(wrapping: memory)
    var configuration = TreeConfiguration()
    configure(&configuration)
    tree = ProfileTree(
      store: store, configuration: configuration, clock: clock, processes: processes,
      events: EventLog(clock: clock) { _, _ in })
  }

  deinit {
    let held = lookups.withLock { $0.count }
    if tree.inodesKnown != held + 1 {
      Issue.record("\(tree.inodesKnown) inodes are known, \(held + 1) are in use")
    }
  }

  // MARK: Look-ups

  /// Counts a look-up, which `forget` takes back.
  @discardableResult
  func hold(_ entry: TreeEntry) -> TreeEntry {
    lookups.withLock { $0[entry.node, default: 0] += 1 }
    return entry
  }

  /// Takes a look-up back.
  func forget(_ node: NodeID) {
    let isHeld = lookups.withLock { lookups in
      guard let count = lookups[node] else { return false }
      lookups[node] = count == 1 ? nil : count - 1
      return true
    }
    if isHeld { tree.forget(node, lookups: 1) }
  }

  /// Looks a name up, with what is above it.
  func lookup(_ path: String, as caller: CallingThread? = nil) throws -> TreeEntry {
    let (parent, name) = try parent(of: path)
    defer { forget(parent) }
    let entry = try tree.lookup(name, in: parent, caller: caller ?? processes.spawn())
    return hold(entry)
  }

  /// The directory that a path is in, and its last name.
  func parent(of path: String) throws -> (NodeID, String) {
    let names = path.split(separator: "/").map(String.init)
    var node = NodeID.root
    for name in names.dropLast() {
      let above = node
      defer { forget(above) }
      node = hold(try tree.lookup(name, in: above, caller: .unseen)).node
    }
    return (node, names.last ?? "")
  }

  /// Whether a name stands for something.
  func exists(_ path: String) throws -> Bool {
    do {
      forget(try lookup(path).node)
      return true
    } catch let error as TreeError where error.kind == .notFound {
      return false
    }
  }

  /// What stat(2) tells; a view is computed.
  func stat(_ path: String, as caller: CallingThread? = nil) throws -> TreeAttributes {
    let entry = try lookup(path, as: caller)
    defer { forget(entry.node) }
    return try tree.attributes(of: entry.node, prepared: try prepare(entry.node))
  }

  /// Waits until a view is computed.
  @discardableResult
  func prepare(_ node: NodeID) throws -> PreparedView? {
    let answer = Answer<Result<PreparedView?, TreeError>>()
    tree.prepare(node) { answer.give($0) }
    return try answer.wait().get()
  }

  // MARK: Reading

  /// Opens a file and returns its handle, which `close` closes.
  func open(
    _ path: String, _ mode: OpenMode = .read, as caller: CallingThread? = nil
  ) throws -> HandleID {
    let caller = caller ?? processes.spawn()
    let entry = try lookup(path, as: caller)
    return try open(entry.node, mode, as: caller)
  }

  /// Opens an inode that was looked up; closing the handle forgets it.
  func open(
    _ node: NodeID, _ mode: OpenMode = .read, as caller: CallingThread
  ) throws -> HandleID {
    do {
      let prepared = try prepare(node)
      let handle = try tree.open(node, mode, prepared: prepared, caller: caller).handle
      opened.withLock { $0[handle] = node }
      return handle
    } catch {
      forget(node)
      throw error
    }
  }

  /// Closes a handle without a flush, as the end of a process does with what it didn't write.
  func close(_ handle: HandleID) {
    tree.close(handle)
    if let node = opened.withLock({ $0.removeValue(forKey: handle) }) { forget(node) }
  }

  /// The inode that a handle is of.
  func node(of handle: HandleID) -> NodeID? { opened.withLock { $0[handle] } }

  /// Reads an open file to its end.
  func bytes(of handle: HandleID) throws -> [UInt8] {
    var bytes: [UInt8] = []
    while case let part = try tree.read(handle, at: bytes.count, count: 1000), !part.isEmpty {
      bytes += part
    }
    return bytes
  }

  /// Reads a whole file.
  func read(_ path: String, as caller: CallingThread? = nil) throws -> [UInt8] {
    let handle = try open(path, as: caller)
    defer { close(handle) }
    return try bytes(of: handle)
  }

  /// Reads a whole file as text.
  func text(_ path: String) throws -> String { String(decoding: try read(path), as: UTF8.self) }

  /// The names that a directory lists.
  func list(_ path: String) throws -> [String] {
    let entry = path.isEmpty ? nil : try lookup(path)
    defer { if let entry { forget(entry.node) } }
    let handle = try tree.openDirectory(entry?.node ?? .root)
    defer { tree.closeDirectory(handle) }
    return try tree.list(handle).map(\.name)
  }

  // MARK: Writing

  /// Makes a file and opens it for writing.
  func create(_ path: String) throws -> HandleID {
    let (parent, name) = try parent(of: path)
    defer { forget(parent) }
    let (entry, file) = try tree.create(name, in: parent)
    hold(entry)
    opened.withLock { $0[file.handle] = entry.node }
    return file.handle
  }

  /// Writes bytes as a program with a small buffer does.
  func write(_ handle: HandleID, _ bytes: [UInt8], at offset: Int = 0) throws {
    for start in stride(from: 0, to: bytes.count, by: 100) {
      let part = Array(bytes[start..<min(start + 100, bytes.count)])
      _ = try tree.write(handle, at: offset + start, part)
    }
  }

  func flush(_ handle: HandleID, as caller: CallingThread? = nil) throws {
    try tree.flush(handle, caller: caller ?? processes.spawn())
  }

  /// Writes a file as `cp` does: over what is there, else anew.
  func put(_ path: String, _ bytes: [UInt8], as caller: CallingThread? = nil) throws {
    let caller = caller ?? processes.spawn()
    let handle =
      try exists(path)
      ? open(path, OpenMode(writes: true, truncates: true), as: caller) : create(path)
    defer { close(handle) }
    do {
      try write(handle, bytes)
    } catch {
      try? flush(handle, as: caller)
      throw error
    }
    try flush(handle, as: caller)
  }

  /// Makes a directory.
  func mkdir(_ path: String) throws {
    let (parent, name) = try parent(of: path)
    defer { forget(parent) }
    forget(hold(try tree.makeDirectory(name, in: parent)).node)
  }

  /// Makes a directory, and those above it that are missing.
  func mkdirs(_ path: String) throws {
    var prefix = ""
    for name in path.split(separator: "/") {
      prefix += prefix.isEmpty ? "\(name)" : "/\(name)"
      if try !exists(prefix) { try mkdir(prefix) }
    }
  }

  /// Stores a capture, making its directories.
  func add(_ path: String, _ bytes: [UInt8], as caller: CallingThread? = nil) throws {
    try mkdirs(path.split(separator: "/").dropLast().joined(separator: "/"))
    try put(path, bytes, as: caller)
  }

  func unlink(_ path: String, as caller: CallingThread? = nil) throws {
    let (parent, name) = try parent(of: path)
    defer { forget(parent) }
    try tree.unlink(name, in: parent, caller: caller ?? processes.spawn())
  }

  func rmdir(_ path: String) throws {
    let (parent, name) = try parent(of: path)
    defer { forget(parent) }
    try tree.removeDirectory(name, in: parent)
  }

  func rename(
    _ path: String, _ newPath: String, replacing: Bool = true, as caller: CallingThread? = nil
  ) throws {
    let (parent, name) = try parent(of: path)
    defer { forget(parent) }
    let (newParent, newName) = try self.parent(of: newPath)
    defer { forget(newParent) }
    try tree.rename(
      name, in: parent, to: newName, in: newParent, replacing: replacing,
      caller: caller ?? processes.spawn())
  }

  // MARK: Outcomes

  /// The errno that a call fails with, which is recorded as a mount would; nil when it succeeds.
  func errno<Result>(_ call: () throws -> Result) -> Errno? {
    do {
      _ = try call()
      return nil
    } catch let error as TreeError {
      tree.record(error)
      return error.errno
    } catch {
      Issue.record("not a tree's error: \(error)")
      return nil
    }
  }

  /// The lines of the event log, without their times.
  var eventLines: [String] {
    String(decoding: tree.events.text, as: UTF8.self).split(separator: "\n").map { line in
      String(line.split(separator: " ", maxSplits: 2)[2])
    }
  }
}

/// A value that another thread gives, once.
final class Answer<Value: Sendable>: Sendable {
  private let value = Mutex<Value?>(nil)
  private let given = Flag()

  func give(_ value: Value) {
    self.value.withLock { $0 = value }
    given.raise()
  }

  func wait() -> Value {
    precondition(given.wait(), "no answer came")
    return value.withLock { $0! }
  }
}
