import Synchronization
import Testing
import Threads

@Suite struct WorkerPoolTests {
  @Test(arguments: [1, 8]) func `draining waits for every job`(threads: Int) {
    let pool = WorkerPool(threads: threads, name: "test")
    for round in 1...50 {
      let done = Atomic(0)
      withExtendedLifetime(Counter()) { counter in
        for _ in 0..<100 { pool.run { counter.add() } }
        pool.drain()
        done.store(counter.value, ordering: .relaxed)
      }
      #expect(done.load(ordering: .relaxed) == 100, "round \(round)")
    }
  }

  @Test func `one thread runs jobs in the order in which they came`() {
    let pool = WorkerPool(threads: 1, name: "test")
    let order = Order()
    for job in 0..<1000 { pool.run { order.note(job) } }
    pool.drain()
    #expect(order.jobs == Array(0..<1000))
  }

  private final class Counter: Sendable {
    private let count = Atomic(0)
    func add() { count.add(1, ordering: .relaxed) }
    var value: Int { count.load(ordering: .relaxed) }
  }

  private final class Order: Sendable {
    private let noted = Mutex<[Int]>([])
    func note(_ job: Int) { noted.withLock { $0.append(job) } }
    var jobs: [Int] { noted.withLock { $0 } }
  }
}
