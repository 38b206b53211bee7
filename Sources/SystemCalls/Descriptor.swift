import CLinux
import Glibc
public import SystemPackage

/// A file descriptor that is closed when it goes out of scope.
public struct Descriptor: ~Copyable, Sendable {
  /// The descriptor.
  public let number: Int32

  /// Takes a descriptor over.
  public init(_ number: Int32) { self.number = number }

  deinit { Glibc.close(number) }
}

extension Descriptor {
  /// openat(2); the descriptor isn't inherited by other programs.
  public static func open(
    _ path: String, below directory: borrowing Descriptor, _ flags: Int32, mode: UInt32 = 0
  ) throws(Errno) -> Descriptor {
    let parent = directory.number
    return Descriptor(
      try systemCall { clinux_openat(parent, path, flags | O_CLOEXEC, mode) })
  }

  /// open(2), likewise.
  public static func open(_ path: String, _ flags: Int32) throws(Errno) -> Descriptor {
    Descriptor(try systemCall { clinux_open(path, flags | O_CLOEXEC, 0) })
  }

  /// Closes it and says what close(2) says: that a file was stored, say.
  public consuming func close() throws(Errno) {
    let number = self.number
    discard self
    // Never twice: an interrupted close has closed (close(2)).
    guard Glibc.close(number) == 0 || errno == EINTR else { throw Errno(rawValue: errno) }
  }

  /// Writes all the bytes.
  public func write(_ bytes: [UInt8]) throws(Errno) { try writeWhole(bytes, to: number) }

  /// Reads from where the file stands to its end; `fileTooLarge` when that is more than the limit.
  public func read(limit: Int) throws(Errno) -> [UInt8] {
    var bytes = [UInt8]()
    while true {
      var failure: Errno?
      let part = [UInt8](unsafeUninitializedCapacity: Descriptor.part) { buffer, count in
        do throws(Errno) {
          count = try systemCall { Glibc.read(number, buffer.baseAddress, buffer.count) }
        } catch {
          failure = error
        }
      }
      if let failure { throw failure }
      guard !part.isEmpty else { return bytes }
      bytes += part
      guard bytes.count <= limit else { throw .fileTooLarge }
    }
  }

  private static let part = 1 << 16
}
