import CLinux
import Glibc
import SystemCalls
import SystemPackage

/// A directory of the store, held open. Whatever is asked of it is about names directly in it, so
/// that no path is walked twice and no symbolic link is ever followed.
struct OpenDirectory: ~Copyable, Sendable {
  private let descriptor: Descriptor

  /// The path below the store's root, for messages.
  let path: String

  private static let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC

  private init(_ descriptor: consuming Descriptor, path: String) {
    self.descriptor = descriptor
    self.path = path
  }

  /// Opens the store's root; the path may be or hold symbolic links.
  init(root path: String) throws(Errno) {
    self.init(
      Descriptor(try systemCall { clinux_open(path, OpenDirectory.flags, 0) }), path: "")
  }

  var number: Int32 { descriptor.number }

  /// The path below the root of a name in here.
  func path(of name: String) -> String { path.isEmpty ? name : path + "/" + name }

  // MARK: Looking

  /// Opens this directory once more: an own file description, with its own position and lock.
  func reopened() throws(StoreError) -> OpenDirectory {
    do throws(Errno) {
      let again = try systemCall { clinux_openat(number, ".", OpenDirectory.flags, 0) }
      return OpenDirectory(Descriptor(again), path: path)
    } catch {
      throw StoreError(error, path: path)
    }
  }

  /// Opens a directory in this one; nil when it isn't there.
  func directory(named name: String) throws(StoreError) -> OpenDirectory? {
    guard let descriptor = try open(name, flags: OpenDirectory.flags) else { return nil }
    return OpenDirectory(descriptor, path: path(of: name))
  }

  /// Opens the directory that these names lead to from here; nil when it isn't there. `inOneStep` asks
  /// the kernel to walk, where it can.
  func directory(at names: [String], inOneStep: Bool) throws(StoreError) -> OpenDirectory? {
    if inOneStep, names.count > 1 {
      let path = names.joined(separator: "/")
      do throws(Errno) {
        let number = self.number
        let open = try systemCall { clinux_open_below(number, path, OpenDirectory.flags) }
        return OpenDirectory(Descriptor(open), path: self.path(of: path))
      } catch {
        if error.meansAbsent { return nil }
        guard error == .noFunction || error == .notPermitted else {
          throw StoreError(error, path: self.path(of: path))
        }
      }
    }
    guard let first = names.first else { return try reopened() }
    guard var current = try directory(named: first) else { return nil }
    for name in names.dropFirst() {
      guard let next = try current.directory(named: name) else { return nil }
      current = next
    }
    return current
  }

  /// Opens a file to read it; nil when it isn't there. O_NONBLOCK: a pipe of that name must not hang
  /// us.
  func file(named name: String) throws(StoreError) -> Descriptor? {
    try open(name, flags: O_RDONLY | O_NONBLOCK | O_CLOEXEC)
  }

  /// The status of a name; nil when it isn't there.
  func status(of name: UnsafePointer<CChar>) throws(StoreError) -> EntryStatus? {
    do throws(Errno) {
      return try number.status(of: name)
    } catch {
      if error.meansAbsent { return nil }
      throw StoreError(error, path: path(of: String(cString: name)))
    }
  }

  /// The status of the directory itself.
  func status() throws(StoreError) -> EntryStatus {
    do throws(Errno) {
      return try number.status(of: "")
    } catch {
      throw StoreError(error, path: path)
    }
  }

  private func open(_ name: String, flags: Int32) throws(StoreError) -> Descriptor? {
    do throws(Errno) {
      return Descriptor(
        try systemCall { clinux_openat(number, name, flags | O_NOFOLLOW, 0) })
    } catch {
      if error.meansAbsent { return nil }
      throw StoreError(error, path: path(of: name))
    }
  }

  // MARK: Changing

  /// Makes a directory; false when the name is taken.
  func makeDirectory(_ name: String) throws(StoreError) -> Bool {
    do throws(Errno) {
      try systemCall { mkdirat(number, name, 0o755) }
      return true
    } catch {
      if error == .fileExists { return false }
      throw StoreError(error, path: path(of: name))
    }
  }

  /// Removes an empty directory.
  func removeDirectory(_ name: String) throws(StoreError) {
    do throws(Errno) {
      try systemCall { unlinkat(number, name, AT_REMOVEDIR) }
    } catch {
      // POSIX lets a file system say either of a directory that isn't empty.
      throw StoreError(error == .fileExists ? .directoryNotEmpty : error, path: path(of: name))
    }
  }

  /// Removes a file; false when it isn't there.
  func removeFile(_ name: String) throws(StoreError) -> Bool {
    do throws(Errno) {
      try systemCall { unlinkat(number, name, 0) }
      return true
    } catch {
      if error == .noSuchFileOrDirectory { return false }
      throw StoreError(error, path: path(of: name))
    }
  }

  /// Gives a name in here to another directory, replacing what has the target name, as rename(2).
  func rename(
    _ name: String, to target: borrowing OpenDirectory, as targetName: String
  ) throws(StoreError) {
    do throws(Errno) {
      let from = number
      let to = target.number
      try systemCall { clinux_renameat2(from, name, to, targetName, 0) }
    } catch {
      throw StoreError(error, path: target.path(of: targetName))
    }
  }

  /// The same, but a name that is taken is `alreadyExists`. Some file systems can't do both at once;
  /// there the caller's lock on the target has to do.
  func renameIfAbsent(
    _ name: String, to target: borrowing OpenDirectory, as targetName: String
  ) throws(StoreError) {
    do throws(Errno) {
      let from = number
      let to = target.number
      try systemCall {
        clinux_renameat2(from, name, to, targetName, clinux_RENAME_NOREPLACE)
      }
    } catch {
      guard error.meansUnsupported else {
        throw StoreError(error, path: target.path(of: targetName))
      }
      guard try target.status(of: targetName) == nil else {
        throw StoreError(.fileExists, path: target.path(of: targetName))
      }
      try rename(name, to: target, as: targetName)
    }
  }

  /// Makes the changes of the directory's list durable. Some file systems can't, and say so with
  /// EINVAL; there it's up to them.
  func synchronize() throws(StoreError) {
    do throws(Errno) {
      try systemCall { fsync(number) }
    } catch {
      if error != .invalidArgument { throw StoreError(error, path: path) }
    }
  }
}

extension Int32 {
  /// The status of a name in the directory of this descriptor; of the descriptor when it is empty.
  func status(of name: UnsafePointer<CChar>) throws(Errno) -> EntryStatus {
    var raw = clinux_status()
    try systemCall { clinux_statx(self, name, &raw) }
    return EntryStatus(raw)
  }
}
