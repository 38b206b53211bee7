import CLinux

/// What the file system says of a file or directory without reading it.
struct EntryStatus {
  private let raw: clinux_status

  init(_ raw: clinux_status) { self.raw = raw }

  var isFile: Bool { raw.is_file }
  var isDirectory: Bool { raw.is_directory }

  /// Whether no name is left: the file or directory was removed and lives on as a descriptor.
  var isRemoved: Bool { raw.links == 0 }

  /// The length in bytes; what no `Int` holds is cut.
  var size: Int { Int(clamping: raw.size) }

  /// When the content was last written, by the file's own word.
  var modified: Timestamp {
    Timestamp(seconds: raw.modified_seconds, nanoseconds: Int64(raw.modified_nanoseconds))
  }

  /// When the inode last changed, by the kernel's clock: content, name, owner or times.
  var changed: Timestamp {
    Timestamp(seconds: raw.changed_seconds, nanoseconds: Int64(raw.changed_nanoseconds))
  }

  /// Whether the other status is of the same file or directory.
  func isSameEntry(as other: EntryStatus) -> Bool {
    raw.device == other.raw.device && raw.inode == other.raw.inode
  }

  /// An order over entries: who locks several takes them in it.
  func precedes(_ other: EntryStatus) -> Bool {
    (raw.device, raw.inode) < (other.raw.device, other.raw.inode)
  }

  /// The state of a directory's list.
  var version: DirectoryVersion {
    DirectoryVersion(
      device: raw.device, inode: raw.inode, born: born,
      modified: EntryStatus.nanoseconds(raw.modified_seconds, raw.modified_nanoseconds),
      changed: EntryStatus.nanoseconds(raw.changed_seconds, raw.changed_nanoseconds))
  }

  /// A directory's identity is its inode and its birth: its ctime changes with its list, and an
  /// inode number comes back at once after a removal.
  var directoryStatus: DirectoryStatus {
    DirectoryStatus(
      modified: modified,
      identity: Identity(high: UInt64(bitPattern: born), low: raw.inode))
  }

  /// A file's identity is its inode, size and ctime, which every write and rename changes. Inode and
  /// size share 64 bits: nothing is lost below 2^36 inodes and 256 MiB, and beyond that two files
  /// would have to meet in the rest and in the nanosecond of their ctime.
  var identity: Identity {
    let changed = EntryStatus.nanoseconds(raw.changed_seconds, raw.changed_nanoseconds)
    let rotatedSize = raw.size << 36 | raw.size >> 28
    return Identity(high: UInt64(bitPattern: changed), low: raw.inode ^ rotatedSize)
  }

  /// The status of a capture came to be here when its inode last changed, for its mtime is the time
  /// in its name; a pinned file's mtime survives backup and rsync.
  func fileStatus(in directory: StoreDirectory) -> FileStatus {
    let modified = if case .pinned = directory { self.modified } else { changed }
    return FileStatus(size: size, identity: identity, modified: modified)
  }

  private var born: Int64 { EntryStatus.nanoseconds(raw.born_seconds, raw.born_nanoseconds) }

  /// Nanoseconds since the epoch, in 64 bits until 2262; they wrap beyond.
  private static func nanoseconds(_ seconds: Int64, _ nanoseconds: UInt32) -> Int64 {
    seconds &* 1_000_000_000 &+ Int64(nanoseconds)
  }
}

/// What changes whenever a name in a directory comes, goes or is replaced.
struct DirectoryVersion: Hashable, Sendable {
  let device: UInt64
  let inode: UInt64
  let born: Int64
  /// mtime and ctime in nanoseconds since the epoch.
  let modified: Int64
  let changed: Int64

  /// Which directory it is, for as long as the file system keeps births: an inode and its beginning.
  struct Birth: Hashable, Sendable {
    let device: UInt64
    let inode: UInt64
    /// Nanoseconds since the epoch; 0 where the file system doesn't keep it.
    let born: Int64
  }

  var birth: Birth { Birth(device: device, inode: inode, born: born) }

  /// Whether another change could still have these times, when the directory was read now.
  func isRacy(now: Int64) -> Bool {
    max(modified, changed) > now &- Limits.racyNanoseconds
  }
}
