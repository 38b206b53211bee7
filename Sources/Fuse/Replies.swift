import CFuse3

extension Request where Answer == Void {
  /// Done.
  public consuming func reply() {
    send { raw in fuse_reply_err(raw, 0) }
  }
}

extension Request where Answer == Entry {
  /// The name stands for this.
  public consuming func reply(_ entry: Entry) {
    var parameters = entry.parameters
    send { raw in fuse_reply_entry(raw, &parameters) }
  }
}

extension Request where Answer == Attributes {
  /// The inode's attributes, which the kernel may believe this long.
  public consuming func reply(_ attributes: Attributes, validFor: Duration) {
    var stat = attributes.stat
    send { raw in fuse_reply_attr(raw, &stat, validFor.inSeconds) }
  }
}

extension Request where Answer == OpenReply {
  /// The file is open.
  public consuming func reply(_ open: OpenReply) {
    let (inodes, inode) = (core.openInodes, inode!)
    let descriptor = open.directIO ? nil : open.backing
    let backing = inodes.opened(inode, backing: descriptor)
    var information = open.information
    send { raw in
      let result =
        if let backing {
          cfuse_reply_open_backed(raw, open.handle.rawValue, open.skipsFlush ? 1 : 0, backing)
        } else {
          fuse_reply_open(raw, &information)
        }
      if result != 0 { inodes.closed(inode) }
      return result
    }
  }
}

extension Request where Answer == CreatedFile {
  /// The file is made, and open.
  public consuming func reply(_ created: CreatedFile) {
    let inodes = core.openInodes
    _ = inodes.opened(created.entry.node, backing: nil)
    var parameters = created.entry.parameters
    var information = created.open.information
    send { raw in
      let result = fuse_reply_create(raw, &parameters, &information)
      if result != 0 { inodes.closed(created.entry.node) }
      return result
    }
  }
}

extension Request where Answer == [UInt8] {
  /// The bytes read: fewer than were asked for only at the end of the file.
  public consuming func reply(_ bytes: [UInt8]) {
    send { raw in bytes.withUnsafeBytes { bytes in fuse_reply_buf(raw, bytes) } }
  }

  /// The bytes read, which only need to stay for the call.
  public consuming func reply(_ bytes: UnsafeRawBufferPointer) {
    send { raw in fuse_reply_buf(raw, bytes) }
  }
}

extension Request where Answer == Int {
  /// So many bytes were written: as many as were given, else the writer sees a short write.
  public consuming func reply(_ count: Int) {
    send { raw in fuse_reply_write(raw, count) }
  }
}

extension Request where Answer == DirectoryHandle {
  /// The directory is open.
  public consuming func reply(_ handle: DirectoryHandle) {
    var information = fuse_file_info()
    information.fh = handle.rawValue
    send { raw in fuse_reply_open(raw, &information) }
  }
}

extension Request where Answer == DirectoryListing {
  /// The entries that follow; none is the end of the directory.
  public consuming func reply(_ listing: DirectoryListing) {
    send { raw in listing.withBytes { bytes in fuse_reply_buf(raw, bytes) } }
  }
}

extension Request where Answer == FileSystemStatistics {
  /// The file system's figures.
  public consuming func reply(_ statistics: FileSystemStatistics) {
    var statvfs = statistics.statvfs
    send { raw in fuse_reply_statfs(raw, &statvfs) }
  }
}

private func fuse_reply_buf(_ raw: fuse_req_t, _ bytes: UnsafeRawBufferPointer) -> Int32 {
  fuse_reply_buf(raw, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count)
}
