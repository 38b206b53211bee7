import Glibc
import Testing

@testable import ProfileStore

/// The tree on disk is the tree of a mount, in plain files.
@Suite struct FilesOnDiskTests {
  private let directory = TemporaryDirectory()
  private let file = capture("2024-10-12/09-30-00.250Z_pod.pprof")
  private let path = "sample/2024-10-12/09-30-00.250Z_pod.pprof"

  private func open(stagesUnnamed: Bool) throws -> LocalStore {
    let store = try LocalStore(
      path: directory["store"], createIfMissing: true, stagesUnnamed: stagesUnnamed)
    try store.makeApp("sample")
    return store
  }

  @Test(arguments: [true, false])
  func aFileLiesUnderItsPathWithItsBytesAndNothingBesideIt(unnamed: Bool) throws {
    let store = try open(stagesUnnamed: unnamed)
    try store.put("first", as: file)
    _ = try store.save(Array("second".utf8), as: file, expecting: .anything)
    try store.make(.pinned(sample))
    try store.put("pinned", as: pinned("v1.pgo"))
    #expect(try directory.names(in: "store") == ["sample"])
    #expect(try directory.names(in: "store/sample") == ["2024-10-12", "pinned"])
    #expect(
      try directory.names(in: "store/sample/2024-10-12") == ["09-30-00.250Z_pod.pprof"])
    #expect(try directory.names(in: "store/sample/pinned") == ["v1.pgo"])
    #expect(try directory.status(of: "store/" + path).st_size == 6)
  }

  @Test(arguments: [true, false])
  func aCapturesModificationTimeIsItsTime(unnamed: Bool) throws {
    let store = try open(stagesUnnamed: unnamed)
    try store.put("a", as: file)
    var status = try directory.status(of: "store/" + path)
    #expect(status.st_mtim.tv_sec == 1_728_725_400)
    #expect(status.st_mtim.tv_nsec == 250_000_000)
    _ = try store.move(file, to: capture("1969-12-31/23-59-59.750Z.pprof"), expecting: .absent)
    status = try directory.status(of: "store/sample/1969-12-31/23-59-59.750Z.pprof")
    #expect(status.st_mtim.tv_sec == -1)
    #expect(status.st_mtim.tv_nsec == 750_000_000)
  }

  @Test func aPinnedFilesModificationTimeIsWhenItCameToBeHere() throws {
    let store = try open(stagesUnnamed: true)
    try store.make(.pinned(sample))
    try store.put("a", as: file)
    let moved = try store.move(file, to: pinned("v1.pprof"), expecting: .absent)
    let status = try directory.status(of: "store/sample/pinned/v1.pprof")
    #expect(moved.modified > captureName("2024-10-12/23-00-00Z.pprof").time)
    #expect(moved.modified.milliseconds / 1000 == Int64(status.st_mtim.tv_sec))
  }

  @Test(arguments: [true, false])
  func filesAre644AndDirectories755LessTheUmask(unnamed: Bool) throws {
    let store = try open(stagesUnnamed: unnamed)
    try store.put("a", as: file)
    let mask = umask(0)
    umask(mask)
    for (name, mode) in [("store", 0o755), ("store/sample", 0o755), ("store/" + path, 0o644)] {
      #expect(try directory.status(of: name).st_mode & 0o7777 == mode_t(mode) & ~mask)
    }
  }

  @Test func aStoreIsMadeOnlyWhenAskedForAndNeverItsParent() throws {
    #expect(failure { try LocalStore(path: directory["new"]) } == .notFound)
    _ = try LocalStore(path: directory["new"], createIfMissing: true)
    _ = try LocalStore(path: directory["new"], createIfMissing: true)
    #expect(
      failure { try LocalStore(path: directory["no/where"], createIfMissing: true) } == .notFound)
    try directory.write([], to: "file")
    let error = #expect(throws: StoreError.self) { try LocalStore(path: directory["file"]) }
    #expect(error?.description.contains(directory["file"]) == true)
  }
}
