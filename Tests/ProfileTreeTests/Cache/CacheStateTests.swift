import Glibc
import Pprof
import ProfileStore
import SystemPackage
import TestSupport
import Testing

@testable import ProfileTree

/// Bytes depend on the captures alone, whatever state the cache is in.
@Suite struct CacheStateTests {
  /// Captures come and go in any order, and the cache is cut, damaged and dropped between the reads:
  /// a tree with a cache and one without read the same.
  @Test(arguments: [0, 1, 2, 3]) func `a cache in any state changes no byte`(run: Int) throws {
    var random = SeededGenerator("cache states \(run)")
    let directory = TemporaryDirectory()
    let fixture = TreeFixture { $0.cacheDirectory = directory.path }
    let plain = TreeFixture(store: fixture.memory) { $0.cacheSize = 0 }
    try fixture.mkdirs("sample/api")
    var files: [StoreFile] = []
    for _ in 0..<12 {
      for _ in 0..<Int.random(in: 1...25, using: &random) {
        if let file = try CacheStateTests.add(to: fixture, &random) { files.append(file) }
      }
      files.shuffle(using: &random)
      for file in files.suffix(.random(in: 0...files.count / 4, using: &random)) {
        try fixture.memory.delete(file)
        files.removeLast()
      }
      fixture.tree.finishBackgroundWork()
      if Bool.random(using: &random) { fixture.tree.builder.parts?.known.forget() }
      CacheStateTests.disturb(directory, &random)
      for window in ["all.pgo", "all.pprof", "all.txt", "2024-10-11.pgo", "2024-10-11.pprof"] {
        for fixture in [fixture, plain] { try? fixture.unlink("sample/merged/\(window)") }
        #expect(
          try CacheStateTests.read(window, in: fixture) == CacheStateTests.read(window, in: plain),
          "\(window), PGOFS_SEED=\(random.seed)")
      }
    }
  }

  private enum Answer: Equatable {
    case bytes([UInt8])
    case errno(Int32)
  }

  private static func read(_ window: String, in fixture: TreeFixture) throws -> Answer {
    do {
      return .bytes(try fixture.read("sample/merged/\(window)"))
    } catch let error as TreeError {
      return .errno(error.errno.rawValue)
    }
  }

  /// A capture of three days: mostly one that can be merged in parts.
  private static func add(
    to fixture: TreeFixture, _ random: inout SeededGenerator
  ) throws -> StoreFile? {
    let time = utc("2024-10-10 00:00:00Z").advanced(
      byMilliseconds: .random(in: 0..<72, using: &random) * Timestamp.hour / 8)
    let app = AppPath(Bool.random(using: &random) ? "sample" : "sample/api")!
    let file = StoreFile.capture(app, CaptureName(time: time))
    let bytes = message(at: time, &random)
    let isPlain = Bool.random(using: &random)
    do throws(StoreError) {
      _ = try fixture.memory.save(
        isPlain ? bytes : Gzip.deflate(bytes), as: file, expecting: .absent)
      return file
    } catch {
      guard error.code == .alreadyExists else { throw error }
      return nil
    }
  }

  private static func message(at time: Timestamp, _ random: inout SeededGenerator) -> [UInt8] {
    var profile = TestProfile(
      calling: (0..<4).map { _ in "main.f\(Int.random(in: 0..<30, using: &random))" }, at: time)
    switch Int.random(in: 0..<60, using: &random) {
    case 0: return Array("torn".utf8)
    case 1: return TestProfile.heap.message
    case 2: return TestProfile.idle().message
    case 3: profile.time = nil
    case 4: profile.calls[0].weight = -5
    case 5: profile.types.removeLast()
    default: break
    }
    return profile.message
  }

  private static func disturb(_ directory: TemporaryDirectory, _ random: inout SeededGenerator) {
    var files = shell("find $D -type f | sort", environment: ["D": directory.path]).out
      .split(separator: "\n").map(String.init)
    files.shuffle(using: &random)
    switch Int.random(in: 0..<5, using: &random) {
    case 0: _ = shell("rm -rf $D/*", environment: ["D": directory.path])
    case 1: for file in files.prefix(files.count / 2) { unlink(file) }
    case 2: for file in files.prefix(files.count / 2) { damage(file, &random) }
    case 3:
      for file in files.prefix(files.count / 3) {
        truncate(file, .random(in: 0...80, using: &random))
      }
    default: break
    }
  }

  private static func damage(_ path: String, _ random: inout SeededGenerator) {
    let file = open(path, O_RDWR)
    defer { close(file) }
    var status = stat()
    fstat(file, &status)
    var byte = UInt8.random(in: 0...255, using: &random)
    pwrite(file, &byte, 1, .random(in: 0..<max(1, status.st_size), using: &random))
  }
}
