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
