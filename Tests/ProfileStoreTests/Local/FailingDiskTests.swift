import SystemPackage
import Testing

@testable import ProfileStore

/// What the disk refuses is an error of its own, and leaves what was there.
@Suite struct FailingDiskTests {
  private let file = capture("2024-10-12/09-30-00Z.pprof")

  @Test(arguments: [true, false])
  func aFullDiskIsNoSpaceAndNothingIsStored(unnamed: Bool) throws {
    let disk = try TinyFileSystem(bytes: 64 * 1024)
    let store = try LocalStore(path: disk.path, createIfMissing: false, stagesUnnamed: unnamed)
    try store.makeApp("sample")
    let large = [UInt8](repeating: 7, count: 256 * 1024)
    #expect(failure { try store.save(large, as: file, expecting: .absent) } == .noSpace)
    #expect(try store.status(of: file) == nil)
    #expect(try store.names(of: sample) == [])

    let small = try store.put("small", as: file)
    let expected = Expectation.identity(small.identity)
    #expect(failure { try store.save(large, as: file, expecting: expected) } == .noSpace)
    #expect(try store.status(of: file) == small)
    #expect(text(try store.bytes(of: file)) == "small")
    try store.delete(file)
    try store.remove(.day(sample, day("2024-10-12")))
    withExtendedLifetime(disk) {}
  }

  @Test func aReadOnlyStoreCanBeRead() throws {
    let disk = try TinyFileSystem(bytes: 1024 * 1024)
    let writer = try LocalStore(path: disk.path)
    try writer.makeApp("sample")
    try writer.put("content", as: file)
    try disk.makeReadOnly()

    let store = try LocalStore(path: disk.path)
    #expect(try store.names(of: sample) == ["2024-10-12/09-30-00Z.pprof"])
    #expect(text(try store.bytes(of: file)) == "content")
    let other = capture("2024-10-13/09-30-00Z.pprof")
    #expect(failure { try store.put("a", as: other) } == .readOnly)
    #expect(failure { try store.save([1], as: file, expecting: .anything) } == .readOnly)
    #expect(failure { try store.move(file, to: other, expecting: .absent) } == .readOnly)
    #expect(failure { try store.delete(file) } == .readOnly)
    #expect(failure { try store.deleteCaptures(of: sample, in: always) } == .readOnly)
    #expect(failure { try store.make(.app(app("other"))) } == .readOnly)
    #expect(failure { try store.remove(.app(sample)) } == .readOnly)
    #expect(failure { try store.move(sample, to: app("other")) } == .readOnly)
    withExtendedLifetime(disk) {}
  }

  @Test func aMoveToAnotherFileSystemIsUnsupported() throws {
    let directory = TemporaryDirectory()
    let disk = try TinyFileSystem(bytes: 1024 * 1024, on: "mounted", in: directory)
    let store = try LocalStore(path: directory.path)
    try store.makeApp("sample")
    try store.put("a", as: file)
    let target = capture("2024-10-13/09-30-00Z.pprof", in: app("mounted"))
    #expect(failure { try store.move(file, to: target, expecting: .absent) } == .unsupported)
    #expect(failure { try store.move(file, to: target, expecting: .anything) } == .unsupported)
    #expect(failure { try store.move(sample, to: app("mounted/sample")) } == .unsupported)
    #expect(try store.names(of: sample) == ["2024-10-12/09-30-00Z.pprof"])
    #expect(try store.days(of: app("mounted")) == [])
    withExtendedLifetime(disk) {}
  }

  @Test(
    arguments: [
      (.noSuchFileOrDirectory, .notFound), (.notDirectory, .notFound),
      (.tooManySymbolicLinkLevels, .notFound), (.fileExists, .alreadyExists),
      (.directoryNotEmpty, .notEmpty), (.noSpace, .noSpace), (.diskQuotaExceeded, .noSpace),
      (.readOnlyFileSystem, .readOnly), (.permissionDenied, .accessDenied),
      (.notPermitted, .accessDenied), (.timedOut, .timedOut), (.improperLink, .unsupported),
      (.ioError, .unavailable), (.staleNFSFileHandle, .unavailable),
      (.tooManyOpenFiles, .unavailable), (.fileNameTooLong, .unavailable),
    ] as [(Errno, StoreError.Code)])
  func eachErrnoHasOneMeaning(error: Errno, code: StoreError.Code) {
    let meaning = StoreError(error, path: "sample")
    #expect(meaning.code == code)
    #expect(meaning.description.hasPrefix("sample: " + error.description))
  }
}
