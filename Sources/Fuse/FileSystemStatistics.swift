import Glibc

/// What statvfs(3) and df(1) tell of a file system.
public struct FileSystemStatistics: Hashable, Sendable {
  /// Bytes of a block: the unit of the counts below.
  public var blockSize: UInt32

  /// Blocks there are.
  public var blocks: UInt64

  /// Blocks that are free.
  public var freeBlocks: UInt64

  /// Free blocks that ordinary users may take.
  public var availableBlocks: UInt64

  /// Inodes there may be; 0 where that isn't limited.
  public var inodes: UInt64

  /// Inodes that are free.
  public var freeInodes: UInt64

  /// Bytes of the longest name.
  public var nameLength: UInt32

  /// These figures.
  public init(
    blockSize: UInt32 = 4096, blocks: UInt64 = 0, freeBlocks: UInt64 = 0,
    availableBlocks: UInt64 = 0, inodes: UInt64 = 0, freeInodes: UInt64 = 0,
    nameLength: UInt32 = 255
  ) {
    self.blockSize = blockSize
    self.blocks = blocks
    self.freeBlocks = freeBlocks
    self.availableBlocks = availableBlocks
    self.inodes = inodes
    self.freeInodes = freeInodes
    self.nameLength = nameLength
  }

  var statvfs: statvfs {
    var result = Glibc.statvfs()
    result.f_bsize = UInt(blockSize)
    result.f_frsize = UInt(blockSize)
    result.f_blocks = fsblkcnt_t(blocks)
    result.f_bfree = fsblkcnt_t(freeBlocks)
    result.f_bavail = fsblkcnt_t(availableBlocks)
    result.f_files = fsfilcnt_t(inodes)
    result.f_ffree = fsfilcnt_t(freeInodes)
    result.f_favail = fsfilcnt_t(freeInodes)
    result.f_namemax = UInt(nameLength)
    return result
  }
}
