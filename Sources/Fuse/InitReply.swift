import CFuse3
import Glibc

/// What libfuse before 3.17 leaves out of its answer to INIT: it is added on its way to the kernel.
///
/// - Look-ups in one directory don't wait for each other. libfuse has FUSE_PARALLEL_DIROPS in `want`
///   and doesn't pass it on (its commit c9905341).
/// - The kernel may read files itself (FUSE_PASSTHROUGH).
///
/// A kernel that doesn't know a flag ignores it.
enum InitReply {
  /// FUSE_PARALLEL_DIROPS, and FUSE_INIT_EXT: the second word of flags counts (linux/fuse.h).
  private static let flags: UInt32 = 1 << 18 | 1 << 30

  /// FUSE_PASSTHROUGH, in the second word.
  private static let moreFlags: UInt32 = 1 << (37 - 32)

  /// How many file systems may lie on one another, counted from a backing file's: one that is itself
  /// on an overlay isn't taken. With more, no overlay could be laid over the mount.
  private static let stackDepth: UInt32 = 1

  // Where `struct fuse_init_out` has them.
  private static let flagsOffset = 12
  private static let moreFlagsOffset = 32
  private static let stackDepthOffset = 36

  static func amend(for session: OpaquePointer) {
    cfuse_redirect(
      session,
      { descriptor, parts, count, core in
        if let parts, let core, SessionCore.of(core).takesInitReply() {
          InitReply.amend(UnsafeBufferPointer(start: parts, count: Int(count)))
        }
        return writev(descriptor, parts, count)
      },
      { descriptor, buffer, size, _ in read(descriptor, buffer, size) })
  }

  /// A reply is a `struct fuse_out_header` and, unless it is an error, its content.
  private static func amend(_ reply: UnsafeBufferPointer<iovec>) {
    guard reply.count == 2, let content = reply[1].iov_base,
      reply[1].iov_len >= stackDepthOffset + MemoryLayout<UInt32>.size,
      content.load(as: UInt32.self) == 7
    else { return }
    func set(_ bits: UInt32, at offset: Int) {
      let word = content.load(fromByteOffset: offset, as: UInt32.self)
      content.storeBytes(of: word | bits, toByteOffset: offset, as: UInt32.self)
    }
    set(flags, at: flagsOffset)
    set(moreFlags, at: moreFlagsOffset)
    set(stackDepth, at: stackDepthOffset)
  }
}
