import CLinux
import Glibc
import ProfileStore
import SystemCalls
import SystemPackage

/// The directory of a day's captures, `<app>/<date>` below a root. What happens in it happens below
/// the root that was opened, whatever is mounted or unmounted at its path meanwhile.
struct CaptureDirectory: ~Copyable {
  private let directory: Descriptor

  /// Opens one.
  ///
  /// - Parameter making: whether what is missing of it is made, durably where that is asked for.
  init(
    of app: AppPath, _ day: Day, below root: borrowing Descriptor, making: Bool, durably: Bool
  ) throws(Errno) {
    var directory = try Descriptor.open(".", below: root, O_RDONLY | clinux_O_DIRECTORY)
    for component in app.components + ["\(day)"] {
      if making { try CaptureDirectory.make(component, in: directory, durably: durably) }
      directory = try Descriptor.open(component, below: directory, O_RDONLY | clinux_O_DIRECTORY)
    }
    self.directory = directory
  }

  private static func make(
    _ name: String, in directory: borrowing Descriptor, durably: Bool
  ) throws(Errno) {
    let parent = directory.number
    do throws(Errno) {
      try systemCall { mkdirat(parent, name, 0o755) }
      if durably { try systemCall { fsync(parent) } }
    } catch {
      guard error == .fileExists else { throw error }
    }
  }

  /// Writes a new file under its name; `fileExists` when that is taken. For where nothing shows a file
  /// before it is closed.
  func create(_ name: String, _ bytes: [UInt8]) throws(Errno) {
    let file = try Descriptor.open(
      name, below: directory, O_WRONLY | O_CREAT | O_EXCL, mode: 0o644)
    try file.write(bytes)
    // Closing says whether it is stored.
    try file.close()
  }

  /// Writes a new file that has its name only once it is whole and on the disk; `fileExists` when the
  /// name is taken.
  func publish(_ name: String, _ bytes: [UInt8]) throws(Errno) {
    let parent = directory.number
    // Of its own: another collector may be writing the same name.
    let hidden = ".\(name)\(String(UInt64.random(in: .min ... .max), radix: 16)).part"
    do throws(Errno) {
      let file = try Descriptor.open(
        hidden, below: directory, O_WRONLY | O_CREAT | O_EXCL, mode: 0o644)
      try file.write(bytes)
      let number = file.number
      try systemCall { fsync(number) }
      try file.close()
      try rename(hidden, to: name)
      try systemCall { fsync(parent) }
    } catch {
      unlinkat(parent, hidden, 0)
      throw error
    }
  }

  private func rename(_ old: String, to new: String) throws(Errno) {
    let parent = directory.number
    do throws(Errno) {
      try systemCall { clinux_renameat2(parent, old, parent, new, clinux_RENAME_NOREPLACE) }
    } catch {
      // Where a file system can't rename so (NFS), a second name does.
      guard error == .invalidArgument || error == .noFunction else { throw error }
      try systemCall { linkat(parent, old, parent, new, 0) }
      unlinkat(parent, old, 0)
    }
  }

  /// Whether a file has these bytes.
  func holds(_ name: String, _ bytes: [UInt8]) throws(Errno) -> Bool {
    let file = try Descriptor.open(name, below: directory, O_RDONLY)
    do throws(Errno) {
      return try file.read(limit: bytes.count) == bytes
    } catch {
      if error == .fileTooLarge { return false }
      throw error
    }
  }

  /// The bytes of a file.
  func read(_ name: String, limit: Int) throws(Errno) -> [UInt8] {
    try Descriptor.open(name, below: directory, O_RDONLY).read(limit: limit)
  }

  /// Whether a name is that of a file that isn't whole yet.
  static func isHidden(_ name: String) -> Bool { name.hasPrefix(".") && name.hasSuffix(".part") }

  /// Gives a file another name, in place of what has that.
  func replace(_ old: String, as new: String) throws(Errno) {
    let parent = directory.number
    try systemCall { renameat(parent, old, parent, new) }
  }

  /// Removes a file, if it is there.
  func remove(_ name: String) {
    unlinkat(directory.number, name, 0)
  }

  /// Writes a capture by `write`, which is to say `fileExists` when a name is taken: under its own
  /// name, or one beside it where that belongs to other bytes.
  func place(
    _ bytes: [UInt8], as name: CaptureName, by write: (String) throws(Errno) -> Void
  ) throws(Errno) -> CaptureName {
    for candidate in name.namesakes {
      do throws(Errno) {
        try write(candidate.fileName)
        return candidate
      } catch {
        guard error == .fileExists else { throw error }
        if try holds(candidate.fileName, bytes) { return candidate }
      }
    }
    throw .fileExists
  }
}
