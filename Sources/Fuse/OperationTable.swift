import CFuse3
import Glibc
import SystemPackage

/// libfuse's table of callbacks: each decodes, copies what it needs, and hands over.
///
/// What isn't set answers ENOSYS, which the kernel remembers and doesn't ask again: access (the
/// kernel checks permissions itself), extended attributes, locks, ioctl, poll, fallocate, lseek.
enum OperationTable {
  static func make() -> fuse_lowlevel_ops {
    var table = fuse_lowlevel_ops()
    table.`init` = { core, connection in
      guard let core, let connection else { return }
      cfuse_configure(connection)
      SessionCore.of(core).willInitialize()
    }
    setNameOperations(&table)
    setInodeOperations(&table)
    setFileOperations(&table)
    setDirectoryOperations(&table)
    setForbiddenOperations(&table)
    return table
  }

  private static func setNameOperations(_ table: inout fuse_lowlevel_ops) {
    table.lookup = { raw, parent, name in
      let request = Request<Entry>(raw, "lookup")
      guard let name = decode(name) else { return request.fail(.illegalByteSequence) }
      let operations = request.operations
      operations.lookup(request, name: name, in: InodeNumber(rawValue: parent))
    }
    table.mkdir = { raw, parent, name, mode in
      let request = Request<Entry>(raw, "mkdir")
      guard let name = decode(name) else { return request.fail(.illegalByteSequence) }
      let operations = request.operations
      operations.makeDirectory(
        request, name: name, in: InodeNumber(rawValue: parent), permissions: UInt16(mode & 0o7777))
    }
    table.unlink = { raw, parent, name in
      let request = Request<Void>(raw, "unlink")
      guard let name = decode(name) else { return request.fail(.illegalByteSequence) }
      let operations = request.operations
      operations.unlink(request, name: name, in: InodeNumber(rawValue: parent))
    }
    table.rmdir = { raw, parent, name in
      let request = Request<Void>(raw, "rmdir")
      guard let name = decode(name) else { return request.fail(.illegalByteSequence) }
      let operations = request.operations
      operations.removeDirectory(request, name: name, in: InodeNumber(rawValue: parent))
    }
    table.rename = { raw, parent, name, newParent, newName, flags in
      let request = Request<Void>(raw, "rename")
      guard let name = decode(name), let newName = decode(newName) else {
        return request.fail(.illegalByteSequence)
      }
      let operations = request.operations
      operations.rename(
        request, name: name, in: InodeNumber(rawValue: parent), to: newName,
        in: InodeNumber(rawValue: newParent), flags: RenameFlags(rawValue: flags))
    }
    table.create = { raw, parent, name, mode, information in
      let request = Request<CreatedFile>(raw, "create")
      guard let name = decode(name) else { return request.fail(.illegalByteSequence) }
      let operations = request.operations
      operations.create(
        request, name: name, in: InodeNumber(rawValue: parent),
        flags: OpenFlags(rawValue: information!.pointee.flags),
        permissions: UInt16(mode & 0o7777))
    }
  }

  private static func setInodeOperations(_ table: inout fuse_lowlevel_ops) {
    table.forget = { raw, inode, count in
      let operations = SessionCore.of(raw!).operations
      fuse_reply_none(raw)
      operations.forget([ForgottenLookups(InodeNumber(rawValue: inode), count: count)])
    }
    table.forget_multi = { raw, count, forgotten in
      let operations = SessionCore.of(raw!).operations
      let lookups = UnsafeBufferPointer(start: forgotten, count: count).map {
        ForgottenLookups(InodeNumber(rawValue: $0.ino), count: $0.nlookup)
      }
      fuse_reply_none(raw)
      operations.forget(lookups)
    }
    table.getattr = { raw, inode, information in
      let request = Request<Attributes>(raw, "getattr")
      let operations = request.operations
      operations.getAttributes(
        request, of: InodeNumber(rawValue: inode),
        handle: information.map { FileHandle(rawValue: $0.pointee.fh) })
    }
    table.setattr = { raw, inode, stat, mask, information in
      let request = Request<Attributes>(raw, "setattr")
      let operations = request.operations
      operations.setAttributes(
        request, of: InodeNumber(rawValue: inode),
        handle: information.map { FileHandle(rawValue: $0.pointee.fh) },
        to: AttributeChanges(stat!.pointee, mask: mask))
    }
    table.statfs = { raw, _ in
      let request = Request<FileSystemStatistics>(raw, "statfs")
      let operations = request.operations
      operations.statistics(request)
    }
  }

  private static func setFileOperations(_ table: inout fuse_lowlevel_ops) {
    table.open = { raw, inode, information in
      let request = Request<OpenReply>(raw, "open", of: InodeNumber(rawValue: inode))
      let operations = request.operations
      operations.open(
        request, inode: InodeNumber(rawValue: inode),
        flags: OpenFlags(rawValue: information!.pointee.flags))
    }
    table.read = { raw, inode, size, offset, information in
      let request = Request<[UInt8]>(raw, "read")
      let operations = request.operations
      operations.read(
        request, inode: InodeNumber(rawValue: inode),
        handle: FileHandle(rawValue: information!.pointee.fh),
        offset: UInt64(clamping: offset), size: size)
    }
    table.write = { raw, inode, bytes, size, offset, information in
      let request = Request<Int>(raw, "write")
      let operations = request.operations
      operations.write(
        request, inode: InodeNumber(rawValue: inode),
        handle: FileHandle(rawValue: information!.pointee.fh), offset: UInt64(clamping: offset),
        bytes: Array(UnsafeRawBufferPointer(start: bytes, count: size)))
    }
    table.flush = { raw, inode, information in
      let request = Request<Void>(raw, "flush")
      let operations = request.operations
      operations.flush(
        request, inode: InodeNumber(rawValue: inode),
        handle: FileHandle(rawValue: information!.pointee.fh))
    }
    table.release = { raw, inode, information in
      let request = Request<Void>(raw, "release")
      request.core.openInodes.closed(InodeNumber(rawValue: inode))
      let operations = request.operations
      operations.release(
        request, inode: InodeNumber(rawValue: inode),
        handle: FileHandle(rawValue: information!.pointee.fh))
    }
    table.fsync = { raw, inode, _, information in
      let request = Request<Void>(raw, "fsync")
      let operations = request.operations
      operations.synchronize(
        request, inode: InodeNumber(rawValue: inode),
        handle: FileHandle(rawValue: information!.pointee.fh))
    }
  }

  private static func setDirectoryOperations(_ table: inout fuse_lowlevel_ops) {
    table.opendir = { raw, inode, _ in
      let request = Request<DirectoryHandle>(raw, "opendir")
      let operations = request.operations
      operations.openDirectory(request, inode: InodeNumber(rawValue: inode))
    }
    table.readdir = { raw, inode, size, offset, information in
      readDirectory(raw, inode, size, offset, information!.pointee.fh, plus: false)
    }
    table.readdirplus = { raw, inode, size, offset, information in
      readDirectory(raw, inode, size, offset, information!.pointee.fh, plus: true)
    }
    table.releasedir = { raw, inode, information in
      let request = Request<Void>(raw, "releasedir")
      let operations = request.operations
      operations.releaseDirectory(
        request, inode: InodeNumber(rawValue: inode),
        handle: DirectoryHandle(rawValue: information!.pointee.fh))
    }
    table.fsyncdir = { raw, inode, _, information in
      let request = Request<Void>(raw, "fsyncdir")
      let operations = request.operations
      operations.synchronizeDirectory(
        request, inode: InodeNumber(rawValue: inode),
        handle: DirectoryHandle(rawValue: information!.pointee.fh))
    }
  }

  /// EPERM as link(2) has it for a file system without links: ENOSYS would reach the user.
  private static func setForbiddenOperations(_ table: inout fuse_lowlevel_ops) {
    table.link = { raw, _, _, _ in _ = fuse_reply_err(raw, EPERM) }
    table.symlink = { raw, _, _, _ in _ = fuse_reply_err(raw, EPERM) }
    table.mknod = { raw, _, _, _, _ in _ = fuse_reply_err(raw, EPERM) }
  }
}

private func readDirectory(
  _ raw: fuse_req_t?, _ inode: fuse_ino_t, _ size: Int, _ offset: off_t, _ handle: UInt64,
  plus: Bool
) {
  let request = Request<DirectoryListing>(raw, "readdir")
  let operations = request.operations
  operations.readDirectory(
    request, inode: InodeNumber(rawValue: inode), handle: DirectoryHandle(rawValue: handle),
    offset: UInt64(truncatingIfNeeded: offset),
    into: DirectoryListing(capacity: size, plus: plus))
}

private func decode(_ name: UnsafePointer<CChar>?) -> String? {
  name.flatMap { String(validatingCString: $0) }
}

extension Request {
  fileprivate var operations: any FileSystemOperations { core.operations }
}
