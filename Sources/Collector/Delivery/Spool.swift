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

  private let path: String
  private let root: Descriptor
  private let limit: Int
  private let used = Mutex(0)

  /// Opens a spool, which is made where it is missing. It has one collector at a time.
  ///
  /// - Parameter limit: the most bytes of captures in it.
  init(_ path: String, limit: Int) throws(WriteFailure) {
    self.path = path
    self.limit = limit
    do throws(Errno) {
      if mkdir(path, 0o750) != 0, errno != EEXIST { throw Errno(rawValue: errno) }
      root = try Descriptor.open(path, O_RDONLY | clinux_O_DIRECTORY)
      let number = root.number
      try systemCall { flock(number, LOCK_EX | LOCK_NB) }
    } catch {
      throw WriteFailure(
        error == .wouldBlock
          ? "\(path): another collector has this spool; give each its own" : "\(path): \(error)")
    }
  }

  /// Everything in it, oldest first in each app.
  func contents() throws(WriteFailure) -> [Kept] {
    var kept = [Kept]()
    do throws(Errno) {
      try Spool.visit(root, []) { kept.append($0) }
    } catch {
      throw WriteFailure("\(path): \(error)")
    }
    let total = kept.reduce(0) { $0 + $1.size }
    used.withLock { $0 = total }
    return kept
  }

  private static func visit(
    _ directory: borrowing Descriptor, _ above: [String], _ body: (Kept) -> Void
  ) throws(Errno) {
    for name in try directory.names(limit: Limits.spooledNames) {
      if let day = Day(name) {
        guard let app = AppPath(components: above) else { continue }
        try visit(day, of: app, try Descriptor.open(name, below: directory, O_RDONLY), body)
      } else if AppPath(components: above + [name]) != nil {
        do throws(Errno) {
          let below = try Descriptor.open(
            name, below: directory, O_RDONLY | clinux_O_DIRECTORY)
          try visit(below, above + [name], body)
        } catch {
          guard error == .notDirectory else { throw error }
        }
      }
    }
  }

  private static func visit(
    _ day: Day, of app: AppPath, _ directory: borrowing Descriptor, _ body: (Kept) -> Void
  ) throws(Errno) {
    for name in try directory.names(limit: Limits.spooledNames) {
      guard let capture = CaptureName(day: day, fileName: name) else { continue }
      var status = stat()
      let parent = directory.number
      try systemCall { fstatat(parent, name, &status, 0) }
      body(Kept(app: app, name: capture, size: Int(status.st_size)))
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

  /// The bytes of one that is kept.
  func read(_ app: AppPath, _ name: CaptureName, size: Int) throws(WriteFailure) -> [UInt8] {
    do throws(Errno) {
      return try directory(of: app, name, making: false).read(name.fileName, limit: size)
    } catch {
      throw WriteFailure("\(path)/\(app)/\(name): \(error)")
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

  private func directory(
    of app: AppPath, _ name: CaptureName, making: Bool
  ) throws(Errno) -> CaptureDirectory {
    try CaptureDirectory(of: app, name.day, below: root, making: making, durably: making)
  }
}
