import Glibc
public import SystemPackage

/// The most bytes of one write. Of a larger one the page cache takes pages as large, where it can; a
/// virtual machine that gave free memory back to its host may have to fetch these first, and then 5 MB
/// take 10 ms in place of 1.4.
private let writtenAtOnce = 256 << 10

/// Writes all the bytes to a file: at an offset, or where it stands.
///
/// - Throws: what write(2) or pwrite(2) says, and `ioError` where it writes nothing; a part may be
///   written by then.
public func writeWhole(
  _ bytes: [UInt8], to descriptor: Int32, at offset: Int? = nil
) throws(Errno) {
  try bytes.span.bytes.withUnsafeBytes { bytes throws(Errno) in
    var written = 0
    while written < bytes.count {
      let rest = bytes[written...].prefix(writtenAtOnce)
      let part = UnsafeRawBufferPointer(rebasing: rest)
      let count = try systemCall {
        if let offset {
          pwrite(descriptor, part.baseAddress, part.count, off_t(offset + written))
        } else {
          Glibc.write(descriptor, part.baseAddress, part.count)
        }
      }
      guard count > 0 else { throw .ioError }
      written += count
    }
  }
}
