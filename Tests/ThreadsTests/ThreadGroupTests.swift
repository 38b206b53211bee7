import Glibc
import Synchronization
import Testing
import Threads

@Suite struct ThreadGroupTests {
  @Test(arguments: [0, 1, 2, 7]) func `as many threads run as are asked for, and one at least`(
    threads: Int
  ) {
    let runs = Atomic(0)
    ThreadGroup.run(threads: threads) { runs.add(1, ordering: .relaxed) }
    #expect(runs.load(ordering: .relaxed) == max(1, threads))
  }

  @Test func `its threads may run wherever the caller may`() {
    @Sendable func allowed() -> String {
      var bytes = [UInt8](repeating: 0, count: 1 << 14)
      let status = open("/proc/thread-self/status", O_RDONLY)
      bytes.removeLast(bytes.count - max(0, read(status, &bytes, bytes.count)))
      close(status)
      let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
      return lines.first { $0.hasPrefix("Cpus_allowed_list") }.map(String.init) ?? ""
    }
    let seen = Mutex([String]())
    ThreadGroup.run(threads: 5) { seen.withLock { $0.append(allowed()) } }
    #expect(seen.withLock { $0 } == [String](repeating: allowed(), count: 5))
    #expect(!allowed().isEmpty)
  }

  @Test(arguments: [0, 1, 5, 1000]) func `each number is taken once`(count: Int) {
    for threads in [0, 1, 3] {
      let taken = Mutex([Int]())
      ThreadGroup.run(count: count, threads: threads) { number in
        taken.withLock { $0.append(number) }
      }
      #expect(taken.withLock { $0.sorted() } == Array(0..<count))
    }
  }
}
