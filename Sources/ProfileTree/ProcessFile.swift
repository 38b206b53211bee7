import Glibc

/// A file of a process in /proc (proc(5)).
struct ProcessFile {
  private let path: String

  static func status(of thread: Int32) -> ProcessFile {
    ProcessFile(path: "/proc/\(thread)/status")
  }

  static func stat(of process: Int32) -> ProcessFile { ProcessFile(path: "/proc/\(process)/stat") }

  /// What the body makes of the first 4 KiB of its contents; nil where it can't be read.
  func read<Result>(_ body: (UnsafeRawBufferPointer) -> Result?) -> Result? {
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { Glibc.close(descriptor) }
    return withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 1) { buffer in
      let count = max(0, Glibc.read(descriptor, buffer.baseAddress, buffer.count))
      return body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    }
  }

  /// The number with which a text begins.
  static func number(_ text: Slice<UnsafeRawBufferPointer>) -> UInt64? {
    let digits = text.prefix { (0x30...0x39).contains($0) }
    return digits.isEmpty || digits.count > 19
      ? nil : digits.reduce(0) { $0 * 10 + UInt64($1 - 0x30) }
  }
}
