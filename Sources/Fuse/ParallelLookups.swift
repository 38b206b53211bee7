import CFuse3
import Glibc

/// Look-ups in one directory that don't wait for each other.
///
/// The kernel sends them one by one unless the answer to INIT carries FUSE_PARALLEL_DIROPS. libfuse
/// has that in `want`, but before 3.17.1 (its commit c9905341) leaves it out of the answer: so the
/// answer gets it on its way to the kernel.
enum ParallelLookups {
  /// The flag's bit in the protocol (linux/fuse.h).
  private static let flag: UInt32 = 1 << 18

  /// Where `struct fuse_init_out` has its flags: after major, minor and max_readahead.
  private static let flagsOffset = 12

  static func enable(_ session: OpaquePointer) {
    cfuse_redirect(
      session,
      { descriptor, parts, count, core in
        if let parts, let core, SessionCore.of(core).takesInitReply() {
          ParallelLookups.amend(UnsafeBufferPointer(start: parts, count: Int(count)))
        }
        return writev(descriptor, parts, count)
      },
      { descriptor, buffer, size, _ in read(descriptor, buffer, size) })
  }

  /// A reply is a `struct fuse_out_header` and, unless it is an error, its content.
  private static func amend(_ reply: UnsafeBufferPointer<iovec>) {
    guard reply.count == 2, let content = reply[1].iov_base,
      reply[1].iov_len >= flagsOffset + MemoryLayout<UInt32>.size,
      content.load(as: UInt32.self) == 7
    else { return }
    let flags = content.load(fromByteOffset: flagsOffset, as: UInt32.self)
    content.storeBytes(of: flags | flag, toByteOffset: flagsOffset, as: UInt32.self)
  }
}
