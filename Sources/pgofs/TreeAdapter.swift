import Fuse
import ProfileStore
import ProfileTree
import Synchronization
import SystemPackage
import Threads

/// Turns what the kernel asks into operations of the tree, and their results into replies.
///
/// Look-ups, contents, edits and commits each have a pool, so that a slow disk under a writer or a
/// reader doesn't stop `ls`; and who waits for a merge that another began waits without a thread. What
/// needs neither the store nor a disk is answered at once. A look-up, a read or call edges are too,
/// while the session has another thread to read requests: handing them over would cost more than most
/// of them do. However many wait for the disk, one thread is left that hands over. Every error is
/// recorded here, once.
final class TreeAdapter: FileSystemOperations {
  private let tree: ProfileTree
  private let owner: Owner
  private let names = WorkerPool(threads: 8, name: "pgofs-names")
  private let contents = WorkerPool(threads: 8, name: "pgofs-contents")
  /// How many of the session's threads may still begin something that can wait for a disk.
  private let spareThreads = Atomic(Session.defaultThreads - 1)
  private let edits = WorkerPool(threads: 8, name: "pgofs-edits")
  private let commits = WorkerPool(threads: 8, name: "pgofs-commits")

  /// Whose the files are.
  struct Owner: Sendable {
    var uid: UInt32
    var gid: UInt32
  }

  init(tree: ProfileTree, owner: Owner) {
    self.tree = tree
    self.owner = owner
  }

  // MARK: Names

  func lookup(_ request: consuming Request<Fuse.Entry>, name: String, in parent: InodeNumber) {
    let caller = CallingThread(id: request.caller.thread)
    serve(request, on: names) { [self] () throws(TreeError) in
      entry(try tree.lookup(name, in: NodeID(parent), caller: caller))
    } reply: { request, entry in
      request.reply(entry)
    }
  }

  func forget(_ lookups: [ForgottenLookups]) {
    for forgotten in lookups {
      tree.forget(NodeID(forgotten.inode), lookups: forgotten.count)
    }
  }

  func makeDirectory(
    _ request: consuming Request<Fuse.Entry>, name: String, in parent: InodeNumber,
    permissions: UInt16
  ) {
    serve(request, on: edits) { [self] () throws(TreeError) in
      entry(try tree.makeDirectory(name, in: NodeID(parent)))
    } reply: { request, entry in
      request.reply(entry)
    }
  }

  func unlink(_ request: consuming Request<Void>, name: String, in parent: InodeNumber) {
    let caller = CallingThread(id: request.caller.thread)
    serve(request, on: edits) { [self] () throws(TreeError) in
      try tree.unlink(name, in: NodeID(parent), caller: caller)
    }
  }

  func removeDirectory(_ request: consuming Request<Void>, name: String, in parent: InodeNumber) {
    serve(request, on: edits) { [self] () throws(TreeError) in
      try tree.removeDirectory(name, in: NodeID(parent))
    }
  }

  func rename(
    _ request: consuming Request<Void>, name: String, in parent: InodeNumber, to newName: String,
    in newParent: InodeNumber, flags: RenameFlags
  ) {
    guard flags.rawValue & ~RenameFlags.noReplace.rawValue == 0 else {
      return request.fail(.invalidArgument)
    }
    let caller = CallingThread(id: request.caller.thread)
    serve(request, on: edits) { [self] () throws(TreeError) in
      try tree.rename(
        name, in: NodeID(parent), to: newName, in: NodeID(newParent),
        replacing: flags != .noReplace, caller: caller)
    }
  }

  // MARK: Attributes

  func getAttributes(
    _ request: consuming Request<Attributes>, of inode: InodeNumber, handle: FileHandle?
  ) {
    let node = NodeID(inode)
    prepare(node, request, on: tree.knowsAttributes(of: node) ? nil : names) {
      [self] prepared throws(TreeError) in
      (
        attributes(try tree.attributes(of: node, prepared: prepared)),
        tree.attributesHold(of: node)
      )
    } reply: { request, result in
      request.reply(result.0, validFor: result.1)
    }
  }

  func setAttributes(
    _ request: consuming Request<Attributes>, of inode: InodeNumber, handle: FileHandle?,
    to changes: AttributeChanges
  ) {
    let node = NodeID(inode)
    prepare(node, request, on: edits) { [self] prepared throws(TreeError) in
      if let size = changes.size {
        try tree.truncate(node, handle: handle.map { HandleID($0) }, to: Int(clamping: size))
      }
      return (
        attributes(try tree.attributes(of: node, prepared: prepared)),
        tree.attributesHold(of: node)
      )
    } reply: { request, result in
      request.reply(result.0, validFor: result.1)
    }
  }

  // MARK: Files

  func open(_ request: consuming Request<OpenReply>, inode: InodeNumber, flags: OpenFlags) {
    let node = NodeID(inode)
    let caller = CallingThread(id: request.caller.thread)
    let mode = OpenMode(writes: flags.isForWriting, truncates: flags.truncates)
    if let error = tree.mustRefuse(node, mode) {
      tree.record(error)
      return request.fail(error.errno)
    }
    prepare(node, request, on: contents) { [self] prepared throws(TreeError) in
      var reply = reply(try tree.open(node, mode, prepared: prepared, caller: caller))
      // What the backing file's disk asks of direct reads nobody should have to know.
      if flags.isDirect { reply.backing = nil }
      return reply
    } reply: { request, reply in
      request.reply(reply)
    }
  }

  func create(
    _ request: consuming Request<CreatedFile>, name: String, in parent: InodeNumber,
    flags: OpenFlags, permissions: UInt16
  ) {
    serve(request, on: nil) { [self] () throws(TreeError) in
      let (entry, file) = try tree.create(name, in: NodeID(parent))
      return CreatedFile(self.entry(entry), reply(file))
    } reply: { request, created in
      request.reply(created)
    }
  }

  func read(
    _ request: consuming Request<[UInt8]>, inode: InodeNumber, handle: FileHandle, offset: UInt64,
    size: Int
  ) {
    let handle = HandleID(handle)
    serve(request, on: tree.isInMemory(handle) ? nil : contents) { [self] () throws(TreeError) in
      try tree.read(handle, at: Int(clamping: offset), count: size)
    } reply: { request, bytes in
      request.reply(bytes)
    }
  }

  func write(
    _ request: consuming Request<Int>, inode: InodeNumber, handle: FileHandle, offset: UInt64,
    bytes: [UInt8]
  ) {
    let (handle, offset) = (HandleID(handle), Int(clamping: offset))
    let isQuick = tree.isInMemory(handle, writing: bytes.count, at: offset)
    serve(request, on: isQuick ? nil : edits) { [self] () throws(TreeError) in
      try tree.write(handle, at: offset, bytes)
    } reply: { request, count in
      request.reply(count)
    }
  }

  func flush(_ request: consuming Request<Void>, inode: InodeNumber, handle: FileHandle) {
    let caller = CallingThread(id: request.caller.thread)
    serve(request, on: commits) { [self] () throws(TreeError) in
      try tree.flush(HandleID(handle), caller: caller)
    }
  }

  func synchronize(_ request: consuming Request<Void>, inode: InodeNumber, handle: FileHandle) {
    flush(request, inode: inode, handle: handle)
  }

  func release(_ request: consuming Request<Void>, inode: InodeNumber, handle: FileHandle) {
    tree.close(HandleID(handle))
    request.reply()
  }

  // MARK: Directories

  func openDirectory(_ request: consuming Request<DirectoryHandle>, inode: InodeNumber) {
    serve(request, on: names) { [self] () throws(TreeError) in
      DirectoryHandle(rawValue: try tree.openDirectory(NodeID(inode)).rawValue)
    } reply: { request, handle in
      request.reply(handle)
    }
  }

  func readDirectory(
    _ request: consuming Request<DirectoryListing>, inode: InodeNumber, handle: DirectoryHandle,
    offset: UInt64, into listing: DirectoryListing
  ) {
    let handle = HandleID(rawValue: handle.rawValue)
    let isQuick = tree.knowsEntries(of: handle)
    serve(request, on: isQuick ? nil : names) { [self] () throws(TreeError) in
      try fill(listing, from: Int(clamping: offset), handle)
    } reply: { request, listing in
      request.reply(listing)
    }
  }

  func releaseDirectory(
    _ request: consuming Request<Void>, inode: InodeNumber, handle: DirectoryHandle
  ) {
    tree.closeDirectory(HandleID(rawValue: handle.rawValue))
    request.reply()
  }

  func statistics(_ request: consuming Request<FileSystemStatistics>) {
    serve(request, on: names) { [self] () throws(TreeError) in
      try tree.space().map { space in
        FileSystemStatistics(
          blocks: space.total / 4096, freeBlocks: space.free / 4096,
          availableBlocks: space.available / 4096)
      } ?? FileSystemStatistics()
    } reply: { request, statistics in
      request.reply(statistics)
    }
  }

  /// Commits that are under way are finished; nothing is lost by an unmount.
  func sessionWillEnd() {
    for pool in [commits, edits, contents, names] { pool.drain() }
  }

  // Offsets count names: 0 and 1 are `.` and `..`.
  private func fill(
    _ empty: DirectoryListing, from offset: Int, _ handle: HandleID
  ) throws(TreeError) -> DirectoryListing {
    var listing = empty
    let items = try tree.list(handle)
    for index in offset..<max(offset, items.count + 2) {
      let next = UInt64(index + 1)
      if index < 2 {
        let dots = index == 0 ? "." : ".."
        guard listing.append(dots, .nameOnly(inode: .root, .directory), next: next) else { break }
        continue
      }
      let item = items[index - 2]
      if listing.countsLookups, let known = tree.entry(of: item) {
        guard !listing.append(item.name, entry(known), next: next) else { continue }
        tree.forget(known.node, lookups: 1)
        break
      }
      let name = Fuse.Entry.nameOnly(
        inode: InodeNumber(rawValue: next + 1), item.isDirectory ? .directory : .regular)
      guard listing.append(item.name, name, next: next) else { break }
    }
    return listing
  }
}

// MARK: Requests

extension TreeAdapter {
  private func serve<Answer, Result: Sendable>(
    _ request: consuming Request<Answer>, on pool: WorkerPool?,
    _ operation: @escaping @Sendable () throws(TreeError) -> Result,
    reply: @escaping @Sendable (consuming Request<Answer>, Result) -> Void
  ) {
    let parked = ParkedRequest(request)
    run(on: pool) { [self] in finish(parked, operation, reply: reply) }
  }

  private func run(on pool: WorkerPool?, _ job: @escaping @Sendable () -> Void) {
    guard let pool else { return job() }
    guard pool === names || pool === contents else { return pool.run(job) }
    // Edits and commits wait for the disk as a rule.
    whileSpare { isSpare in
      if isSpare { job() } else { pool.run(job) }
    }
  }

  // Tells whether the session has another thread, and counts this one as busy meanwhile.
  private func whileSpare(_ body: (Bool) -> Void) {
    let (_, left) = spareThreads.subtract(1, ordering: .relaxed)
    body(left >= 0)
    spareThreads.add(1, ordering: .relaxed)
  }

  private func serve(
    _ request: consuming Request<Void>, on pool: WorkerPool,
    _ operation: @escaping @Sendable () throws(TreeError) -> Void
  ) {
    serve(request, on: pool, operation) { request, _ in request.reply() }
  }

  // A view may have to be computed first. Who waits for it and is killed stops waiting.
  private func prepare<Answer, Result: Sendable>(
    _ node: NodeID, _ request: consuming Request<Answer>, on pool: WorkerPool?,
    _ operation: @escaping @Sendable (PreparedView?) throws(TreeError) -> Result,
    reply: @escaping @Sendable (consuming Request<Answer>, Result) -> Void
  ) {
    let parked = ParkedRequest(request)
    guard tree.isView(node) else {
      return run(on: pool) { [self] in
        finish(parked, { () throws(TreeError) in try operation(nil) }, reply: reply)
      }
    }
    let isComputed = tree.mustWait(for: node)
    if isComputed {
      parked.onCallerDeath { request in request.fail(.interrupted) }
    }
    whileSpare { isSpare in
      tree.prepare(node, here: isSpare) { [self] result in
        // Only after the answer.
        defer { if isComputed { Heap.giveBack() } }
        // Who was killed meanwhile gets no handle, which nobody would close.
        guard let request = parked.take() else { return }
        let parked = ParkedRequest(request)
        finish(parked, { () throws(TreeError) in try operation(try result.get()) }, reply: reply)
      }
    }
  }

  private func finish<Answer, Result>(
    _ parked: ParkedRequest<Answer>, _ operation: () throws(TreeError) -> Result,
    reply: (consuming Request<Answer>, Result) -> Void
  ) {
    do throws(TreeError) {
      let result = try operation()
      if let request = parked.take() { reply(request, result) }
    } catch {
      tree.record(error)
      if let request = parked.take() { request.fail(error.errno) }
    }
  }
}

// MARK: Terms

extension TreeAdapter {
  private func entry(_ entry: TreeEntry) -> Fuse.Entry {
    Fuse.Entry(
      InodeNumber(rawValue: entry.node.rawValue), attributes(entry.attributes),
      attributesValid: entry.attributesHold, entryValid: entry.entryHold)
  }

  private func attributes(_ attributes: TreeAttributes) -> Attributes {
    Attributes(
      inode: InodeNumber(rawValue: attributes.inode),
      kind: attributes.isDirectory ? .directory : .regular, permissions: attributes.permissions,
      size: UInt64(attributes.size), uid: owner.uid, gid: owner.gid,
      modified: FileTime(attributes.modified))
  }

  private func reply(_ file: OpenedFile) -> OpenReply {
    OpenReply(
      FileHandle(rawValue: file.handle.rawValue), keepsCache: file.caching == .keep,
      directIO: file.caching == .none, skipsFlush: !file.flushes, backing: file.descriptor)
  }
}

extension NodeID {
  init(_ inode: InodeNumber) { self.init(rawValue: inode.rawValue) }
}

extension HandleID {
  init(_ handle: FileHandle) { self.init(rawValue: handle.rawValue) }
}

extension FileTime {
  init(_ timestamp: Timestamp) {
    let second = timestamp.rounded(downTo: Timestamp.second).milliseconds
    self.init(
      seconds: second / 1000,
      nanoseconds: UInt32(timestamp.milliseconds - second) * 1_000_000)
  }
}
