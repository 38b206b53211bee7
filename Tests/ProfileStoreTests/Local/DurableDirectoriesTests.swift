import CLinux
import Testing

@testable import ProfileStore

/// A directory is synchronized in its parent once, and again when it is another one.
@Suite struct DurableDirectoriesTests {
  private func status(inode: UInt64, born: Int64) -> EntryStatus {
    var raw = clinux_status()
    raw.inode = inode
    raw.born_seconds = born
    return EntryStatus(raw)
  }

  private func place(_ directory: EntryStatus, in parent: EntryStatus) throws
    -> DurableDirectories.Place
  {
    try #require(DurableDirectories.Place(of: directory, in: parent))
  }

  @Test func aDirectoryThatCameBackOrMovedIsAnother() throws {
    let durable = DurableDirectories()
    let app = status(inode: 1, born: 10)
    durable.insert(try place(status(inode: 2, born: 20), in: app))
    #expect(durable.contains(try place(status(inode: 2, born: 20), in: app)))
    #expect(!durable.contains(try place(status(inode: 2, born: 21), in: app)))
    #expect(!durable.contains(try place(status(inode: 3, born: 20), in: app)))
    #expect(
      !durable.contains(
        try place(status(inode: 2, born: 20), in: status(inode: 4, born: 10))))
  }

  @Test func withoutBirthsNothingIsKnown() {
    let (born, unborn) = (status(inode: 1, born: 10), status(inode: 2, born: 0))
    #expect(DurableDirectories.Place(of: born, in: unborn) == nil)
    #expect(DurableDirectories.Place(of: unborn, in: born) == nil)
  }

  @Test func itsMemoryIsBounded() throws {
    let durable = DurableDirectories()
    let app = status(inode: 1, born: 10)
    for inode in 2..<UInt64(Limits.durableDirectories + 3) {
      durable.insert(try place(status(inode: inode, born: 1), in: app))
    }
    #expect(!durable.contains(try place(status(inode: 2, born: 1), in: app)))
  }
}
