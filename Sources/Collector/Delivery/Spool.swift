import CLinux
import Glibc
import ProfileStore
import Synchronization
import SystemCalls
import SystemPackage

/// Captures on this machine's disk that still have to be written, beyond a restart. The tree is that of
/// a mount, so that what is left of a spool can be copied into one by hand.
final class Spool: Sendable {
  /// One of them.
  struct Kept: Sendable {
    let app: AppPath
    let name: CaptureName
    let size: Int
  }

  /// What only a spool has: what is written is removed from a spool, and a store that was named as
  /// one would be emptied.
  static let mark = ".pgocollect-spool"

  private let path: String
  private let root: Descriptor
  private let limit: Int
  private let used = Mutex(0)

  /// Opens a spool, which is made where it is missing. It has one collector at a time.
  ///
  /// - Parameters:
  ///   - limit: the most bytes of captures in it.
  ///   - place: the directory where captures are written, which has to be elsewhere: what is written is
  ///     removed here.
  convenience init(_ path: String, limit: Int, apartFrom place: String?) throws(WriteFailure) {
    let root: Descriptor
    do throws(Errno) {
      root = try Spool.open(path, apartFrom: place)
    } catch {
      throw Spool.failure(error, at: path)
    }
    self.init(path, root, limit: limit)
  }

  private init(_ path: String, _ root: consuming Descriptor, limit: Int) {
    self.path = path
    self.root = root
    self.limit = limit
  }

  private static func open(
    _ path: String, apartFrom place: String?
  ) throws(Errno) -> Descriptor {
    if mkdir(path, 0o750) != 0, errno != EEXIST { throw Errno(rawValue: errno) }
    let root = try Descriptor.open(path, O_RDONLY | clinux_O_DIRECTORY)
    guard place.map({ areApart(path, $0) }) ?? true else { throw Errno.tooManySymbolicLinkLevels }
    let number = root.number
    try systemCall { flock(number, LOCK_EX | LOCK_NB) }
    let names = try root.names(limit: Limits.spooledNames)
    if !names.contains(mark) {
      guard names.allSatisfy({ $0 == "lost+found" }) else { throw Errno.directoryNotEmpty }
      try Descriptor.open(mark, below: root, O_WRONLY | O_CREAT, mode: 0o640).close()
    }
    return root
  }

  private static func failure(_ error: Errno, at path: String) -> WriteFailure {
    switch error {
    case .wouldBlock:
      WriteFailure("\(path): another collector has this spool; give each its own")
    case .directoryNotEmpty:
      WriteFailure("\(path): not a spool, and not empty; name a directory of its own for --spool")
    case .tooManySymbolicLinkLevels:
      WriteFailure("\(path): the spool and where captures go may not contain each other")
    default: WriteFailure("\(path): \(error)")
    }
  }

  private static func areApart(_ one: String, _ other: String) -> Bool {
    guard let one = resolved(one), let other = resolved(other) else { return true }
    return !one.hasPrefix(other) && !other.hasPrefix(one)
  }

  // Without links and dots, and with a slash at its end; nil when it isn't there.
  private static func resolved(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved) + "/"
  }

  /// Everything in it, oldest first in each app. What a crash left half-written goes.
  func contents() throws(WriteFailure) -> [Kept] {
    var kept = [Kept]()
    var total = 0
    do throws(Errno) {
      try Spool.visit(root, []) { found, isRefused in
        total += found.size
        if !isRefused { kept.append(found) }
      }
    } catch {
      throw WriteFailure("\(path): \(error)")
    }
    used.withLock { [total] in $0 = total }
    return kept
  }

  private static func visit(
    _ directory: borrowing Descriptor, _ above: [String], _ body: (Kept, _ isRefused: Bool) -> Void
  ) throws(Errno) {
    for name in try directory.names(limit: Limits.spooledNames) {
      let isDay = Day(name) != nil
      guard isDay || AppPath(components: above + [name]) != nil,
        let below = try opened(name, in: directory)
      else { continue }
      if let day = Day(name) {
        guard let app = AppPath(components: above) else { continue }
        try visit(day, of: app, below, body)
      } else {
        try visit(below, above + [name], body)
      }
    }
  }

  private static func opened(
    _ name: String, in directory: borrowing Descriptor
  ) throws(Errno) -> Descriptor? {
    do throws(Errno) {
      return try Descriptor.open(
        name, below: directory, O_RDONLY | clinux_O_DIRECTORY | clinux_O_NOFOLLOW)
    } catch {
      guard error == .notDirectory || error == .tooManySymbolicLinkLevels else { throw error }
      return nil
    }
  }

  private static func visit(
    _ day: Day, of app: AppPath, _ directory: borrowing Descriptor,
    _ body: (Kept, _ isRefused: Bool) -> Void
  ) throws(Errno) {
    let parent = directory.number
    for name in try directory.names(limit: Limits.spooledNames) {
      if CaptureDirectory.isHidden(name) { unlinkat(parent, name, 0) }
      let isRefused = name.hasSuffix(refusedEnding)
      let fileName = isRefused ? String(name.dropLast(refusedEnding.count)) : name
      guard let capture = CaptureName(day: day, fileName: fileName) else { continue }
      var status = stat()
      try systemCall { fstatat(parent, name, &status, 0) }
      body(Kept(app: app, name: capture, size: Int(status.st_size)), isRefused)
    }
  }

  /// Keeps a capture, durably.
  ///
  /// - Returns: the name under which it is kept.
  func keep(
    _ bytes: [UInt8], of app: AppPath, as name: CaptureName
  ) throws(WriteFailure) -> CaptureName {
    let hasRoom = used.withLock { used in
      guard used + bytes.count <= limit else { return false }
      used += bytes.count
      return true
    }
    guard hasRoom else { throw WriteFailure("\(path): full, it has \(limit) bytes") }
    do throws(Errno) {
      let day = try directory(of: app, name, making: true)
      return try day.place(bytes, as: name) { name throws(Errno) in
        try day.publish(name, bytes)
      }
    } catch {
      used.withLock { $0 -= bytes.count }
      throw WriteFailure("\(path): \(error)")
    }
  }

  /// The bytes of one that is kept. That somebody took it away is final.
  func read(_ app: AppPath, _ name: CaptureName, size: Int) throws(WriteFailure) -> [UInt8] {
    do throws(Errno) {
      return try directory(of: app, name, making: false).read(name.fileName, limit: size)
    } catch {
      throw WriteFailure(
        "\(path)/\(app)/\(name): \(error)", isFinal: error == .noSuchFileOrDirectory)
    }
  }

  /// Removes one, and the directories that are empty then.
  func remove(_ app: AppPath, _ name: CaptureName, size: Int) {
    used.withLock { $0 -= size }
    do throws(Errno) {
      try directory(of: app, name, making: false).remove(name.fileName)
    } catch {
      return
    }
    var components = app.components + ["\(name.day)"]
    while !components.isEmpty,
      unlinkat(root.number, components.joined(separator: "/"), AT_REMOVEDIR) == 0
    {
      components.removeLast()
    }
  }

  /// Keeps one under another name, `…pprof.refused`, that isn't tried again. It still takes its room.
  ///
  /// - Returns: whether it is there.
  func setAside(_ app: AppPath, _ name: CaptureName) -> Bool {
    do throws(Errno) {
      try directory(of: app, name, making: false)
        .replace(name.fileName, as: name.fileName + Spool.refusedEnding)
      return true
    } catch {
      return false
    }
  }

  private static let refusedEnding = ".refused"

  private func directory(
    of app: AppPath, _ name: CaptureName, making: Bool
  ) throws(Errno) -> CaptureDirectory {
    try CaptureDirectory(of: app, name.day, below: root, making: making, durably: making)
  }
}
