import Glibc
import SystemCalls
import SystemPackage

/// An open file of a local store: the inode stays while the descriptor does, whatever happens to its
/// name.
final class LocalContent: StoredContent {
  let size: Int
  private let descriptor: Descriptor
  private let path: String

  init(_ descriptor: consuming Descriptor, size: Int, path: String) {
    self.descriptor = descriptor
    self.size = size
    self.path = path
  }

  func read(
    into buffer: UnsafeMutableRawBufferPointer, at offset: Int
  ) throws(StoreError) -> Int {
    guard offset >= 0, offset < size else { return 0 }
    let wanted = min(buffer.count, size - offset)
    var count = 0
    while count < wanted {
      let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[count..<wanted])
      let length: Int
      do throws(Errno) {
        length = try systemCall {
          pread(descriptor.number, rest.baseAddress, rest.count, off_t(offset + count))
        }
      } catch {
        throw StoreError(error, path: path)
      }
      guard length > 0 else {
        throw StoreError(
          .changed, path: path,
          message: "something shortened the file while it was read; write captures through a"
            + " mount, or to another name and rename them")
      }
      count += length
    }
    return count
  }
}
