import CFuse3
import Glibc
public import SystemPackage

/// One request of the kernel, to be answered once, from any thread, now or later.
///
/// A reply consumes it, so a second one doesn't compile. Which replies it has follows from `Answer`.
/// One that is dropped answers EIO and logs.
///
/// A reply that the kernel no longer waits for, because the mount is gone, is let go unnoticed.
public struct Request<Answer>: ~Copyable, @unchecked Sendable {
  // Unchecked: libfuse takes a reply to a request from any thread.
  let raw: fuse_req_t
  let operation: StaticString
  /// What an open is about: its reply depends on who else has it open.
  let inode: InodeNumber?

  init(_ raw: fuse_req_t?, _ operation: StaticString, of inode: InodeNumber? = nil) {
    self.raw = raw!
    self.operation = operation
    self.inode = inode
    core.requestBegan()
  }

  deinit {
    let core = core
    core.log(.error, "nobody answered a \(operation) request: it fails with EIO")
    fuse_reply_err(raw, EIO)
    core.requestEnded()
  }

  /// Who asks.
  public var caller: Caller { Caller(fuse_req_ctx(raw).pointee) }

  /// Answers with an error.
  public consuming func fail(_ errno: Errno) {
    send { raw in fuse_reply_err(raw, errno.rawValue) }
  }

  var core: SessionCore { SessionCore.of(raw) }

  /// Gives the request away to libfuse.
  consuming func send(_ reply: (fuse_req_t) -> Int32) {
    let core = core
    let raw = raw
    discard self
    _ = reply(raw)
    core.requestEnded()
  }
}
