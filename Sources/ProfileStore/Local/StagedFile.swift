import CLinux
import Glibc
import SystemCalls
import SystemPackage

/// A file that is written and has no name in the store yet: without any name where the file system
/// can (O_TMPFILE), so that a crash leaves nothing, else under a temporary one. It goes away unless
/// it is published.
final class StagedFile {
  private let directory: OpenDirectory
  private let descriptor: Descriptor
  private let path: String
  private var temporaryName: String?

  /// Begins an empty file in the file system of a directory; the path is that of the file it is to
  /// become, for messages.
  init(
    in directory: consuming OpenDirectory, unnamed: Bool, for path: String
  ) throws(StoreError) {
    do throws(Errno) {
      if unnamed, let descriptor = try StagedFile.openUnnamed(in: directory) {
        self.descriptor = descriptor
        temporaryName = nil
      } else {
        let temporary = TemporaryName.random()
        descriptor = try StagedFile.create(temporary, in: directory)
        temporaryName = temporary
      }
    } catch {
      throw StoreError(error, path: path)
    }
    self.directory = directory
    self.path = path
  }

  /// Whether nothing in the store's directory shows it.
  var isUnnamed: Bool { temporaryName == nil }

  deinit {
    if let temporaryName { unlinkat(directory.number, temporaryName, 0) }
  }

  /// Writes the content, sets the mtime (now when nil), and makes both durable.
  func write(_ bytes: [UInt8], modified: Timestamp?) throws(StoreError) {
    do throws(Errno) {
      try descriptor.write(bytes)
      if let modified {
        let times = [SystemTime.omit, SystemTime.timespec(modified)]
        try systemCall { futimens(descriptor.number, times) }
      }
      try systemCall { fsync(descriptor.number) }
    } catch {
      throw StoreError(error, path: path)
    }
  }

  /// Gives the file its name. `alreadyExists` when the name is taken and isn't to be replaced;
  /// `notFound` when the target was removed meanwhile.
  func publish(
    in target: borrowing OpenDirectory, as name: String, replacing: Bool
  ) throws(StoreError) {
    if temporaryName == nil {
      guard replacing else { return try link(in: target, as: name) }
      let temporary = TemporaryName.random()
      try link(in: directory, as: temporary)
      temporaryName = temporary
    }
    guard let temporary = temporaryName else { return }
    if replacing {
      try directory.rename(temporary, to: target, as: name)
    } else {
      try directory.renameIfAbsent(temporary, to: target, as: name)
    }
    temporaryName = nil
  }

  /// The status of the file; link and rename change its ctime, and so its identity.
  func status() throws(StoreError) -> EntryStatus {
    do throws(Errno) {
      return try descriptor.number.status(of: "")
    } catch {
      throw StoreError(error, path: path)
    }
  }

  private func link(
    in target: borrowing OpenDirectory, as name: String
  ) throws(StoreError) {
    do throws(Errno) {
      let to = target.number
      try systemCall { clinux_link_descriptor(descriptor.number, to, name) }
    } catch {
      throw StoreError(error, path: target.path(of: name))
    }
  }

  private static func openUnnamed(
    in directory: borrowing OpenDirectory
  ) throws(Errno) -> Descriptor? {
    do throws(Errno) {
      return try open(".", clinux_O_TMPFILE, in: directory)
    } catch {
      if error.meansUnsupported { return nil }
      throw error
    }
  }

  private static func create(
    _ name: String, in directory: borrowing OpenDirectory
  ) throws(Errno) -> Descriptor {
    try open(name, O_CREAT | O_EXCL | O_NOFOLLOW, in: directory)
  }

  private static func open(
    _ name: String, _ flags: Int32, in directory: borrowing OpenDirectory
  ) throws(Errno) -> Descriptor {
    let number = directory.number
    return Descriptor(
      try systemCall { clinux_openat(number, name, flags | O_RDWR | O_CLOEXEC, 0o644) })
  }
}

/// `.pgofs-0123456789abcdef`: the name of a file that is being written or replaced.
enum TemporaryName {
  static func random() -> String {
    let digits = String(UInt64.random(in: 0 ... .max), radix: 16)
    return prefix + String(repeating: "0", count: 16 - digits.utf8.count) + digits
  }

  static func matches(_ name: String) -> Bool {
    let bytes = name.utf8
    return bytes.count == prefix.utf8.count + 16 && bytes.starts(with: prefix.utf8)
      && bytes.dropFirst(prefix.utf8.count).allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
      }
  }

  private static let prefix = ".pgofs-"
}
