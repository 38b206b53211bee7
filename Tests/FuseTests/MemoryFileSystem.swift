import Fuse
import Glibc
import Synchronization
import SystemPackage

/// One directory of files in memory, with places to interfere.
final class MemoryFileSystem: FileSystemOperations {
  struct File {
    var bytes: [UInt8] = []
    var modified = FileTime(seconds: 1_700_000_000)
  }

  /// What tests change: called in place of the usual behaviour.
  struct Hooks: Sendable {
    var lookup: (@Sendable (consuming Request<Entry>, String) -> Void)?
    var open: (@Sendable (consuming Request<OpenReply>, OpenReply) -> Void)?
    var flush: (@Sendable (consuming Request<Void>) -> Void)?
    var synchronize: (@Sendable (consuming Request<Void>) -> Void)?
    var willEnd: (@Sendable () -> Void)?
    /// Names that the listing tells without attributes.
    var nameOnly: Set<String> = []
  }

  struct State {
    var hooks = Hooks()
    var files: [UInt64: File] = [:]
    var names: [String: UInt64] = [:]
    var directories: [String: UInt64] = [:]
    var lastNumber: UInt64 = 1
    var calls: [String] = []
    var opened: [OpenFlags] = []
    var callers: [Caller] = []
  }

  let state = Mutex(State())

  init(_ files: [String: [UInt8]] = [:], hooks: Hooks = Hooks()) {
    state.withLock { state in
      state.hooks = hooks
      for (name, bytes) in files.sorted(by: { $0.key < $1.key }) {
        _ = state.add(name, File(bytes: bytes))
      }
    }
  }

  /// How often an operation was called, by its name and what it was about.
  func count(_ call: String) -> Int { state.withLock { $0.calls.count { $0 == call } } }

  func bytes(of name: String) -> [UInt8]? {
    state.withLock { state in state.names[name].flatMap { state.files[$0]?.bytes } }
  }

  var hooks: Hooks { state.withLock { $0.hooks } }

  private func note(_ call: String) { state.withLock { $0.calls.append(call) } }

  func lookup(_ request: consuming Request<Entry>, name: String, in parent: InodeNumber) {
    let caller = request.caller
    let (entry, hook) = state.withLock { state in
      state.calls.append("lookup \(name)")
      state.callers.append(caller)
      return (state.entry(name), state.hooks.lookup)
    }
    if let hook { return hook(request, name) }
    guard let entry else { return request.fail(.noSuchFileOrDirectory) }
    request.reply(entry)
  }

  func forget(_ lookups: [ForgottenLookups]) {
    for lookup in lookups { note("forget \(lookup.inode.rawValue) \(lookup.count)") }
  }

  func getAttributes(
    _ request: consuming Request<Attributes>, of inode: InodeNumber, handle: FileHandle?
  ) {
    let attributes = state.withLock { $0.attributes(inode) }
    guard let attributes else { return request.fail(.noSuchFileOrDirectory) }
    request.reply(attributes, validFor: .zero)
  }

  func setAttributes(
    _ request: consuming Request<Attributes>, of inode: InodeNumber, handle: FileHandle?,
    to changes: AttributeChanges
  ) {
    let attributes = state.withLock { state in
      if let size = changes.size {
        var bytes = state.files[inode.rawValue]?.bytes ?? []
        bytes = Array(bytes.prefix(Int(size)))
        bytes += repeatElement(0, count: Int(size) - bytes.count)
        state.files[inode.rawValue]?.bytes = bytes
      }
      if case .at(let time)? = changes.modified { state.files[inode.rawValue]?.modified = time }
      return state.attributes(inode)
    }
    guard let attributes else { return request.fail(.noSuchFileOrDirectory) }
    request.reply(attributes, validFor: .zero)
  }

  func makeDirectory(
    _ request: consuming Request<Entry>, name: String, in parent: InodeNumber, permissions: UInt16
  ) {
    let entry = state.withLock { state in
      state.lastNumber += 1
      state.directories[name] = state.lastNumber
      return state.entry(name)
    }
    guard let entry else { return request.fail(.ioError) }
    request.reply(entry)
  }

  func removeDirectory(_ request: consuming Request<Void>, name: String, in parent: InodeNumber) {
    let removed = state.withLock { $0.directories.removeValue(forKey: name) }
    if removed == nil { request.fail(.noSuchFileOrDirectory) } else { request.reply() }
  }

  func unlink(_ request: consuming Request<Void>, name: String, in parent: InodeNumber) {
    let removed = state.withLock { $0.names.removeValue(forKey: name) }
    if removed == nil { request.fail(.noSuchFileOrDirectory) } else { request.reply() }
  }

  func rename(
    _ request: consuming Request<Void>, name: String, in parent: InodeNumber,
    to newName: String, in newParent: InodeNumber, flags: RenameFlags
  ) {
    let failure: Errno? = state.withLock { state in
      state.calls.append("rename \(flags.rawValue)")
      if flags == .noReplace, state.names[newName] != nil { return .fileExists }
      guard let number = state.names.removeValue(forKey: name) else {
        return .noSuchFileOrDirectory
      }
      state.names[newName] = number
      return nil
    }
    if let failure { request.fail(failure) } else { request.reply() }
  }

  func open(_ request: consuming Request<OpenReply>, inode: InodeNumber, flags: OpenFlags) {
    let hook = state.withLock { state in
      state.calls.append("open")
      state.opened.append(flags)
      if flags.truncates { state.files[inode.rawValue]?.bytes = [] }
      return state.hooks.open
    }
    let reply = OpenReply(FileHandle(rawValue: inode.rawValue))
    if let hook { hook(request, reply) } else { request.reply(reply) }
  }

  func create(
    _ request: consuming Request<CreatedFile>, name: String, in parent: InodeNumber,
    flags: OpenFlags, permissions: UInt16
  ) {
    let entry = state.withLock { state in
      state.opened.append(flags)
      return state.add(name, File())
    }
    request.reply(CreatedFile(entry, OpenReply(FileHandle(rawValue: entry.node.rawValue))))
  }

  func read(
    _ request: consuming Request<[UInt8]>, inode: InodeNumber, handle: FileHandle, offset: UInt64,
    size: Int
  ) {
    let bytes = state.withLock { $0.files[handle.rawValue]?.bytes }
    guard let bytes else { return request.fail(.badFileDescriptor) }
    request.reply(Array(bytes.dropFirst(Int(offset)).prefix(size)))
  }

  func write(
    _ request: consuming Request<Int>, inode: InodeNumber, handle: FileHandle, offset: UInt64,
    bytes: [UInt8]
  ) {
    state.withLock { state in
      var content = state.files[handle.rawValue]?.bytes ?? []
      let end = Int(offset) + bytes.count
      if content.count < end { content += repeatElement(0, count: end - content.count) }
      content.replaceSubrange(Int(offset)..<end, with: bytes)
      state.files[handle.rawValue]?.bytes = content
    }
    request.reply(bytes.count)
  }

  func flush(_ request: consuming Request<Void>, inode: InodeNumber, handle: FileHandle) {
    note("flush")
    if let hook = hooks.flush { hook(request) } else { request.reply() }
  }

  func release(_ request: consuming Request<Void>, inode: InodeNumber, handle: FileHandle) {
    note("release")
    request.reply()
  }

  func synchronize(_ request: consuming Request<Void>, inode: InodeNumber, handle: FileHandle) {
    if let hook = hooks.synchronize { hook(request) } else { request.reply() }
  }

  func readDirectory(
    _ request: consuming Request<DirectoryListing>, inode: InodeNumber, handle: DirectoryHandle,
    offset: UInt64, into listing: DirectoryListing
  ) {
    var listing = listing
    state.withLock { state in
      state.calls.append("readdir")
      let entries = state.listing
      for (index, (name, entry)) in entries.enumerated().dropFirst(Int(offset)) {
        guard listing.append(name, entry, next: UInt64(index + 1)) else { break }
      }
    }
    request.reply(listing)
  }

  func statistics(_ request: consuming Request<FileSystemStatistics>) {
    request.reply(
      FileSystemStatistics(blockSize: 4096, blocks: 1000, freeBlocks: 500, availableBlocks: 250))
  }

  func sessionWillEnd() {
    note("willEnd")
    hooks.willEnd?()
  }
}

extension MemoryFileSystem.State {
  mutating func add(_ name: String, _ file: MemoryFileSystem.File) -> Entry {
    lastNumber += 1
    names[name] = lastNumber
    files[lastNumber] = file
    return entry(name)!
  }

  func entry(_ name: String) -> Entry? {
    guard let number = names[name] ?? directories[name],
      let attributes = attributes(InodeNumber(rawValue: number))
    else { return nil }
    return Entry(
      attributes.inode, attributes, attributesValid: .seconds(1), entryValid: .seconds(1))
  }

  func attributes(_ inode: InodeNumber) -> Attributes? {
    if inode == .root || directories.values.contains(inode.rawValue) {
      return Attributes(
        inode: inode, kind: .directory, permissions: 0o755, uid: getuid(), gid: getgid(),
        linkCount: 2,
        modified: FileTime(seconds: 1_600_000_000))
    }
    guard let file = files[inode.rawValue] else { return nil }
    return Attributes(
      inode: inode, kind: .regular, permissions: 0o644, size: UInt64(file.bytes.count),
      uid: getuid(),
      gid: getgid(), modified: file.modified)
  }

  var listing: [(String, Entry)] {
    let dots = [".", ".."].map { ($0, Entry.nameOnly(inode: .root, .directory)) }
    let all = (Array(names.keys) + Array(directories.keys)).sorted().compactMap { name in
      entry(name).map { entry in
        hooks.nameOnly.contains(name)
          ? (name, Entry.nameOnly(inode: entry.node, entry.attributes.kind)) : (name, entry)
      }
    }
    return dots + all
  }
}
