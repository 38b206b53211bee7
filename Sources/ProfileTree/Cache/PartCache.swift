import CLinux
import Glibc
import Pprof
import ProfileStore
import Synchronization
import SystemCalls
import SystemPackage

/// Parts of windows on disk, so that a window needs no more of its captures than it must: any number
/// of mounts and processes share a directory, and anybody may delete it, or a part of it, at any time.
///
/// A part is the file `<directory>/v<format>/<2 hex>/<32 hex>`. It is written under another name
/// first. What isn't whole, and what is of another part, counts as absent and is deleted. No failure
/// is anybody's: what can't be read is absent, what can't be written isn't kept.
final class PartCache: Sendable {
  /// Stands for what parts mean: it changes when the bytes of a part for the same captures do.
  static let formatVersion = 2

  /// What is kept of one file: its size in blocks.
  static let blockSize = 4096

  private let directory: String
  private let shared: (any SharedParts)?
  private let mayShare: Bool
  /// How many bytes are kept.
  let capacity: Int
  private let warn: @Sendable (String) -> Void

  private struct State {
    /// What was written since the directory was last gone through; nil before that.
    var written: Int?
    var files: UInt64 = 0
  }

  private let state = Mutex(State())
  /// When other hosts were asked for a part.
  private let asked = Mutex<[PartKey: ContinuousClock.Instant]>([:])
  /// Parts that are about to be written.
  private let held = Mutex<[PartKey: [UInt8]]>([:])
  /// The summaries among the parts that are in memory as well.
  let known = KnownSummaries()

  /// A cache of up to so many bytes. `warn` is told why parts aren't kept, each time.
  init(
    directory: String, capacity: Int, shared: (any SharedParts)? = nil, mayShare: Bool = true,
    warn: @escaping @Sendable (String) -> Void
  ) {
    self.directory = directory
    (self.shared, self.mayShare) = (shared, mayShare)
    self.capacity = capacity
    self.warn = warn
  }

  /// Whether the part seems to be there.
  func contains(_ key: PartKey) -> Bool {
    known.contains(key) || held.withLock { $0[key] != nil } || access(path(of: key), R_OK) == 0
  }

  /// The summary, if it is known or the part is there and whole. That is a use of it.
  func summary(_ key: PartKey) -> SpanSummary? {
    if let (summary, isToBeNoted) = known.use(key) {
      if isToBeNoted { PartCache.touch(path(of: key)) }
      return summary
    }
    guard let bytes = load(key) else { return nil }
    guard let summary = SpanSummary(decoding: bytes) else {
      remove(key)
      return nil
    }
    return known.remember(summary, as: key)
  }

  /// The part, if it is there and whole. That is a use of it.
  func load(_ key: PartKey) -> [UInt8]? {
    if let payload = held.withLock({ $0[key] }) { return payload }
    let path = path(of: key)
    guard let (bytes, age) = PartCache.contents(of: path) else { return nil }
    guard let payload = PartEntry.payload(of: bytes, as: key) else {
      unlink(path)
      return nil
    }
    if age >= Limits.partUse { PartCache.touch(path) }
    return payload
  }

  /// Drops a part that turned out to be of no use.
  func remove(_ key: PartKey) {
    known.forget(key)
    release(key)
    unlink(path(of: key))
  }

  /// Has a part at hand from now on, until `storeHeld` has written it or `release` is called.
  func hold(_ payload: [UInt8], as key: PartKey) { held.withLock { $0[key] = payload } }

  /// Keeps a part that is held.
  func storeHeld(_ key: PartKey, sharing: Bool) {
    if let payload = held.withLock({ $0[key] }) { store(payload, as: key, sharing: sharing) }
    release(key)
  }

  /// No longer holds a part.
  func release(_ key: PartKey) { held.withLock { $0[key] = nil } }

  /// Keeps a part, in place of what is kept least recently used; for other hosts as well, where it is
  /// to be shared.
  func store(_ payload: [UInt8], as key: PartKey, sharing: Bool = false) {
    if sharing { share(payload, as: key) }
    let size = PartEntry.headerSize + payload.count
    // One part may not push out all the others.
    guard size <= capacity / 4 else { return }
    makeRoom(for: size)
    do throws(Errno) {
      try write(PartEntry.encoded(payload, as: key), to: path(of: key))
    } catch {
      warn("\(directory): parts of windows aren't kept, which costs time: \(error)")
    }
  }

  private func path(of key: PartKey) -> String {
    let name = key.digits
    return "\(directory)/v\(PartCache.formatVersion)/\(name.prefix(2))/\(name)"
  }

  // MARK: Other hosts

  /// Whether there are other hosts that make parts.
  var hasOthers: Bool { shared != nil }

  /// Whether other hosts may have the part, and weren't asked lately.
  func mayBeShared(_ key: PartKey) -> Bool {
    guard hasOthers else { return false }
    let time = asked.withLock { $0[key] }
    return time.map { .now - $0 >= Limits.sharedPause } ?? true
  }

  /// Takes over what other hosts have made.
  func adopt(_ keys: [PartKey]) {
    guard let shared else { return }
    asked.withLock { asked in
      if asked.count + keys.count > Limits.askedParts { asked = [:] }
      for key in keys { asked[key] = .now }
    }
    var rest = keys[...]
    while !rest.isEmpty {
      let some = rest.prefix(Limits.adoptedParts)
      rest = rest.dropFirst(some.count)
      for (key, bytes) in zip(some, shared.load(some.map(PartCache.sharedName))) {
        guard let bytes, let payload = PartEntry.payload(of: bytes, as: key) else { continue }
        store(payload, as: key)
      }
    }
  }

  private func share(_ payload: [UInt8], as key: PartKey) {
    guard mayShare else { return }
    shared?.save(PartEntry.encoded(payload, as: key), as: PartCache.sharedName(of: key))
  }

  /// Waits until what is kept for other hosts is kept.
  func drainShared() { shared?.drain() }

  private static func sharedName(of key: PartKey) -> String { "v\(formatVersion)/\(key.digits)" }

  // MARK: Files

  /// A file's bytes, and how long ago it was used.
  private static func contents(of path: String) -> (bytes: [UInt8], age: Duration)? {
    let file = clinux_open(path, O_RDONLY | O_CLOEXEC | clinux_O_NOFOLLOW, 0)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    let size = Int(status.st_size)
    var isWhole = true
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
      while filled < size {
        let count = Glibc.read(file, buffer.baseAddress! + filled, size - filled)
        if count < 0, errno == EINTR { continue }
        if count <= 0 {
          isWhole = count == 0
          break
        }
        filled += count
      }
    }
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return isWhole ? (bytes, .seconds(now.tv_sec - status.st_mtim.tv_sec)) : nil
  }

  private static func touch(_ path: String) { utimensat(AT_FDCWD, path, nil, 0) }

  private func write(_ bytes: [UInt8], to path: String) throws(Errno) {
    let folder = String(path.dropLast(33))
    let number = state.withLock { state in
      state.files += 1
      return state.files
    }
    let temporary = "\(folder)/writing-\(getpid())-\(UInt(pthread_self()))-\(number)"
    var file = clinux_open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    if file < 0, errno == ENOENT {
      // It is new, or somebody deleted it.
      mkdir(directory, 0o700)
      mkdir("\(directory)/v\(PartCache.formatVersion)", 0o700)
      mkdir(folder, 0o700)
      file = clinux_open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    }
    guard file >= 0 else { throw Errno(rawValue: errno) }
    var failure: Errno?
    do throws(Errno) {
      try writeWhole(bytes, to: file)
    } catch {
      failure = error
    }
    // Nothing is synced: what a crash tears is noticed when it is read.
    if close(file) != 0, failure == nil { failure = Errno(rawValue: errno) }
    if failure == nil, rename(temporary, path) != 0 {
      failure = Errno(rawValue: errno)
      // Somebody deleted it, or another cache that makes room.
      if failure == .noSuchFileOrDirectory { return }
    }
    guard let failure else { return }
    unlink(temporary)
    throw failure
  }

  // MARK: Room

  /// Goes through the directory before the first part is written, and whenever as much was written
  /// since as a tenth of what may be kept; others write as well.
  private func makeRoom(for size: Int) {
    let isDue = state.withLock { state in
      let written = (state.written ?? capacity) + size + PartCache.blockSize
      let isDue = written > capacity / 10
      state.written = isDue ? 0 : written
      return isDue
    }
    if isDue { PartSweep(directory).shrink(to: capacity) }
  }
}
