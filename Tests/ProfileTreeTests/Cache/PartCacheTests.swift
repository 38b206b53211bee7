import Glibc
import Synchronization
import TestSupport
import Testing

@testable import ProfileTree

/// Parts on disk: what is kept, what is dropped, and what is never believed.
@Suite struct PartCacheTests {
  let directory = TemporaryDirectory()
  let warnings = Counter()

  private func cache(_ capacity: Int = 1 << 30, in path: String? = nil) -> PartCache {
    PartCache(directory: path ?? "\(directory.path)/cache", capacity: capacity) { [warnings] _ in
      warnings.increment()
    }
  }

  private func key(_ number: UInt64, _ kind: PartKind = .summary) -> PartKey {
    PartKey(kind: kind, high: number &* 0x9e37_79b9_7f4a_7c15, low: number)
  }

  /// The paths of all files, sorted.
  private var files: [String] {
    shell("find $D -type f | sort", environment: ["D": directory.path]).out
      .split(separator: "\n").map(String.init)
  }

  @Test func `what is stored is loaded, by whoever shares the directory`() throws {
    cache().store([1, 2, 3], as: key(1))
    let other = cache()
    #expect(other.contains(key(1)))
    #expect(other.load(key(1)) == [1, 2, 3])
    #expect(!other.contains(key(2)) && other.load(key(2)) == nil)
    other.store([], as: key(1))
    #expect(cache().load(key(1)) == [])
    other.remove(key(1))
    #expect(cache().load(key(1)) == nil)
    #expect(files.isEmpty && warnings.count == 0)
  }

  @Test func `a part of which any byte changed is absent, and is deleted`() throws {
    let cache = cache()
    let payload = Array("a part of a window".utf8)
    for position in 0..<PartEntry.headerSize + payload.count {
      cache.store(payload, as: key(1))
      let path = try #require(files.first)
      #expect(files.count == 1)
      let file = open(path, O_RDWR)
      var byte: UInt8 = 0
      pread(file, &byte, 1, position)
      byte ^= 1 << UInt8(position % 8)
      pwrite(file, &byte, 1, position)
      close(file)
      #expect(cache.load(key(1)) == nil, "byte \(position)")
      #expect(files.isEmpty)
    }
  }

  @Test func `a part that was torn or got longer is absent, and is deleted`() throws {
    let cache = cache()
    let payload = Array("a part of a window".utf8)
    let size = PartEntry.headerSize + payload.count
    for length in 0...size + 1 where length != size {
      cache.store(payload, as: key(1))
      truncate(try #require(files.first), length)
      #expect(cache.load(key(1)) == nil, "\(length) bytes")
      #expect(files.isEmpty)
    }
  }

  @Test func `a part under the name of another is absent, and is deleted`() throws {
    let cache = cache()
    cache.store([1], as: key(1))
    let one = try #require(files.first)
    cache.store([2], as: key(2))
    let other = try #require(files.first { $0 != one })
    rename(one, other)
    #expect(cache.load(key(2)) == nil)
    #expect(files.isEmpty)
  }

  @Test func `what isn't a file is absent`() throws {
    let cache = cache()
    cache.store([1], as: key(1))
    let path = try #require(files.first)
    unlink(path)
    mkdir(path, 0o700)
    #expect(cache.load(key(1)) == nil)
    rmdir(path)
    symlink("/etc/passwd", path)
    #expect(cache.load(key(1)) == nil)
  }

  @Test func `past its size the least recently used parts go, down to nine tenths`() throws {
    let block = PartCache.blockSize
    let cache = cache(100 * block)
    let payload = [UInt8](repeating: 7, count: block - PartEntry.headerSize)
    for number: UInt64 in 0..<90 {
      cache.store(payload, as: key(number))
      let path = try #require(files.first { !$0.isEmpty && $0.hasSuffix(hex(number)) })
      // Used long ago, in this order.
      var times = [timespec(), timespec()]
      for index in 0..<2 { times[index].tv_sec = 1000 + Int(number) }
      utimensat(AT_FDCWD, path, times, 0)
    }
    for number: UInt64 in [0, 1, 2] { #expect(cache.load(key(number)) != nil) }
    for number: UInt64 in 90..<140 {
      cache.store(payload, as: key(number))
      #expect(files.count <= 111)
    }
    for number: UInt64 in [0, 1, 2, 139] { #expect(cache.contains(key(number)), "\(number)") }
    for number: UInt64 in 3..<20 { #expect(!cache.contains(key(number)), "\(number)") }
  }

  private func hex(_ number: UInt64) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  @Test
  func `the first write makes room for what others left, and what was left half-written goes`()
    throws
  {
    let block = PartCache.blockSize
    let large = cache()
    for number: UInt64 in 0..<50 {
      large.store([UInt8](repeating: 7, count: block), as: key(number))
    }
    let script = """
      set -e; cd $D/cache; touch -d 2001-01-01 $V/*/*; mkdir -p v0/ab mine
      head -c 5000 /dev/zero > v0/ab/0123456789abcdef0123456789abcdef; cp v0/ab/* $V/*/../00 || :
      head -c 5000 /dev/zero > v0/ab/writing-1-2-3; echo mine > mine/file
      touch -d 2000-01-01 v0/ab/*
      """
    let version = "v\(PartCache.formatVersion)"
    _ = shell(script, environment: ["D": directory.path, "V": version])
    let small = cache(20 * block)
    small.store([1], as: key(100))
    #expect(files.count <= 12)
    #expect(files.contains("\(directory.path)/cache/mine/file"))
    #expect(!files.contains { $0.contains("/v0/") })
    #expect(small.load(key(100)) == [1])
  }

  @Test func `one part can't push out the others`() throws {
    let cache = cache(1 << 20)
    cache.store([1], as: key(1))
    cache.store([UInt8](repeating: 1, count: 1 << 19), as: key(2))
    #expect(cache.load(key(2)) == nil)
    #expect(cache.load(key(1)) == [1])
  }

  @Test func `the directory may go at any time`() throws {
    let cache = cache()
    cache.store([1], as: key(1))
    for path in ["", "/v\(PartCache.formatVersion)", "/v\(PartCache.formatVersion)/*"] {
      _ = shell("rm -r $D/cache\(path)", environment: ["D": directory.path])
      #expect(cache.load(key(1)) == nil)
      cache.store([1], as: key(1))
      #expect(cache.load(key(1)) == [1], "without \(path)")
    }
    #expect(warnings.count == 0)
  }

  @Test func `a full disk keeps nothing, leaves nothing, and is told`() throws {
    let path = directory.directory("full")
    #expect(mount("tmpfs", path, "tmpfs", 0, "size=64k") == 0)
    let cache = cache(in: path)
    let payload = [UInt8](repeating: 7, count: 20_000)
    for number: UInt64 in 0..<6 { cache.store(payload, as: key(number)) }
    let kept = (0..<6).filter { cache.load(key($0)) == payload }
    #expect((1..<6).contains(kept.count))
    #expect(warnings.count == 6 - kept.count)
    #expect(files.count == kept.count)
  }

  @Test func `a directory that can't be written keeps nothing, and is told`() throws {
    let cache = cache(in: "/proc/nowhere")
    cache.store([1], as: key(1))
    #expect(cache.load(key(1)) == nil)
    #expect(warnings.count == 1)
  }

  @Test func `several caches on one directory, which evict each other's, never give wrong bytes`()
    throws
  {
    var generator = SeededGenerator("caches that share a directory")
    let ended = Counter()
    let wrong = Counter()
    for _ in 0..<4 {
      let cache = cache(64 << 10)
      let steps = (0..<400).map { _ in
        (
          number: UInt64.random(in: 0..<40, using: &generator),
          step: Int.random(in: 0..<4, using: &generator)
        )
      }
      startThread {
        for (number, step) in steps {
          let payload = [UInt8](repeating: UInt8(number), count: 100 * Int(number))
          switch step {
          case 0: cache.store(payload, as: key(number))
          case 1: cache.remove(key(number))
          default:
            if let found = cache.load(key(number)), found != payload { wrong.increment() }
          }
        }
        ended.increment()
      }
    }
    #expect(waitUntil { ended.count == 4 })
    #expect(wrong.count == 0 && warnings.count == 0)
    #expect(!files.contains { $0.contains("writing-") })
  }
}

/// A number that threads count up.
final class Counter: Sendable {
  private let value = Mutex(0)

  var count: Int { value.withLock { $0 } }

  func increment() { value.withLock { $0 += 1 } }
}
