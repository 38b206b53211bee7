import CLinux
import Glibc
import SystemCalls
import SystemPackage

/// A file without a name: what is staged, and what was computed. It is gone when the last reference
/// is, whatever ends the process.
final class AnonymousFile: Sendable {
  /// The file's descriptor, valid as long as this is.
  let descriptor: Int32

  /// A file in the directory or, where it can't hold one, in memory: a cache that is missing, full
  /// or read-only never fails anything.
  init(in directory: String?) throws(Errno) {
    var descriptor: Int32 = -1
    if let directory {
      descriptor = clinux_open(directory, clinux_O_TMPFILE | O_RDWR | O_CLOEXEC, 0o600)
    }
    if descriptor < 0 { descriptor = clinux_memfd_create("pgofs") }
    guard descriptor >= 0 else { throw Errno(rawValue: errno) }
    self.descriptor = descriptor
  }

  /// A file that holds the bytes.
  static func holding(_ bytes: [UInt8], in directory: String?) throws(Errno) -> AnonymousFile {
    let file = try AnonymousFile(in: directory)
    try file.write(bytes, at: 0)
    return file
  }

  deinit { Glibc.close(descriptor) }

  /// From now on its reads aren't noted on the disk, which takes a tenth of the time of short ones.
  func forgetReads() { clinux_forget_reads(descriptor) }

  /// The length in bytes.
  var size: Int {
    var status = stat()
    return fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
  }

  /// Up to `count` bytes from the offset; fewer only at the end.
  func read(at offset: Int, count: Int) throws(Errno) -> [UInt8] {
    var failure: Errno?
    let wanted = max(0, min(count, size - offset))
    let bytes = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, filled in
      while filled < wanted {
        let n = pread(
          descriptor, buffer.baseAddress! + filled, wanted - filled, off_t(offset + filled))
        if n < 0, errno == EINTR { continue }
        if n < 0 { failure = Errno(rawValue: errno) }
        if n <= 0 { break }
        filled += n
      }
    }
    if let failure { throw failure }
    return bytes
  }

  /// Writes all the bytes at the offset; where the disk is full, in memory.
  func write(_ bytes: [UInt8], at offset: Int) throws(Errno) {
    do throws(Errno) {
      try writeWhole(bytes, to: descriptor, at: offset)
    } catch {
      guard error == .noSpace || error == .diskQuotaExceeded else { throw error }
      try moveToMemory()
      try writeWhole(bytes, to: descriptor, at: offset)
    }
  }

  // The kernel lets one write at a time into a file, so that none is lost between the two.
  private func moveToMemory() throws(Errno) {
    let bytes = try read(at: 0, count: size)
    let memory = try AnonymousFile(in: nil)
    try writeWhole(bytes, to: memory.descriptor, at: 0)
    guard dup2(memory.descriptor, descriptor) >= 0, fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0
    else { throw Errno(rawValue: errno) }
  }

  /// Cuts the file, or extends it with zeros.
  func truncate(to size: Int) throws(Errno) {
    guard Glibc.ftruncate(descriptor, off_t(size)) == 0 else { throw Errno(rawValue: errno) }
  }
}
