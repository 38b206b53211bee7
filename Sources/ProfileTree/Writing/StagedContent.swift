import Synchronization
import SystemPackage

/// The bytes of a file that is being written: in memory while they are few, as most captures are, then
/// in a file without a name. Making and removing one for each capture would be the larger part of
/// storing it: ext4 looks for a free inode past all that were removed in the last seconds.
final class StagedContent: Sendable {
  fileprivate enum Bytes {
    case memory([UInt8])
    case file(AnonymousFile)
  }

  private let bytes = Mutex(Bytes.memory([]))
  private let directory: String?

  /// No bytes yet. Where they become many, they go into the directory, or to memory without one.
  init(in directory: String?) { self.directory = directory }

  /// The length in bytes.
  var size: Int {
    switch bytes.withLock({ $0 }) {
    case .memory(let bytes): bytes.count
    case .file(let file): file.size
    }
  }

  /// Whether this many bytes at the offset can be written without a file.
  func fitsInMemory(_ count: Int, at offset: Int) -> Bool {
    guard case .memory = bytes.withLock({ $0 }) else { return false }
    return StagedContent.fits(offset, count)
  }

  /// Up to `count` bytes from the offset; fewer only at the end.
  func read(at offset: Int, count: Int) throws(Errno) -> [UInt8] {
    switch bytes.withLock({ $0 }) {
    case .memory(let bytes):
      if offset == 0, count >= bytes.count { return bytes }
      guard offset >= 0, offset < bytes.count, count > 0 else { return [] }
      return Array(bytes[offset...].prefix(count))
    case .file(let file): return try file.read(at: offset, count: count)
    }
  }

  /// Writes all the bytes at the offset.
  func write(_ new: [UInt8], at offset: Int) throws(Errno) {
    let fits = StagedContent.fits(offset, new.count)
    let file = bytes.withLock { bytes -> AnonymousFile? in
      if case .file(let file) = bytes { return file }
      if fits { bytes.write(new, at: offset) }
      return nil
    }
    if let file { return try file.write(new, at: offset) }
    if !fits { try moveToFile().write(new, at: offset) }
  }

  /// Cuts the content, or extends it with zeros.
  func truncate(to size: Int) throws(Errno) {
    let fits = StagedContent.fits(size, 0)
    let file = bytes.withLock { bytes -> AnonymousFile? in
      if case .file(let file) = bytes { return file }
      if fits { bytes.truncate(to: size) }
      return nil
    }
    if let file { return try file.truncate(to: size) }
    if !fits { try moveToFile().truncate(to: size) }
  }

  private static func fits(_ offset: Int, _ count: Int) -> Bool {
    offset <= Limits.stagedInMemory - count
  }

  // The kernel lets one write at a time into a file, so that none is lost between the two.
  private func moveToFile() throws(Errno) -> AnonymousFile {
    let file = try AnonymousFile.holding(try read(at: 0, count: .max), in: directory)
    bytes.withLock { $0 = .file(file) }
    return file
  }
}

extension StagedContent.Bytes {
  // Changed in place: what is taken out of the case for that would otherwise be copied.
  fileprivate mutating func change(_ body: (inout [UInt8]) -> Void) {
    guard case .memory(var bytes) = self else { return }
    self = .memory([])
    body(&bytes)
    self = .memory(bytes)
  }

  fileprivate mutating func write(_ new: [UInt8], at offset: Int) {
    change { bytes in
      if bytes.count < offset {
        bytes.append(contentsOf: repeatElement(0, count: offset - bytes.count))
      }
      bytes.replaceSubrange(offset..<min(bytes.count, offset + new.count), with: new)
    }
  }

  fileprivate mutating func truncate(to size: Int) {
    change { bytes in
      if size < bytes.count { bytes.removeLast(bytes.count - size) }
      bytes.append(contentsOf: repeatElement(0, count: size - bytes.count))
    }
  }
}
