import Synchronization
import Threads

/// What is being fetched ahead, by whoever asked for it.
final class Fetches: Sendable {
  private let pool = Mutex<WorkerPool?>(nil)
  private let running = Mutex<[ObjectIdentifier: Prefetch]>([:])

  /// Goes on as long as somebody holds it.
  final class Lease: Sendable {
    private let fetches: Fetches
    private let prefetch: Prefetch

    init(_ fetches: Fetches, _ prefetch: Prefetch) {
      (self.fetches, self.prefetch) = (fetches, prefetch)
    }

    deinit {
      prefetch.end()
      fetches.running.withLock { _ = $0.removeValue(forKey: ObjectIdentifier(prefetch)) }
    }
  }

  /// Begins to fetch contents.
  func begin(
    _ wanted: [(Prefetch.Wanted, size: Int)],
    fetch: @escaping @Sendable (Prefetch.Wanted) -> Result<[UInt8], S3Error>
  ) -> Lease {
    let prefetch = Prefetch(wanted, on: threads, fetch: fetch)
    running.withLock { $0[ObjectIdentifier(prefetch)] = prefetch }
    return Lease(self, prefetch)
  }

  /// A content that is being fetched; nil of one that isn't.
  func take(_ wanted: Prefetch.Wanted) -> Result<[UInt8], S3Error>? {
    for prefetch in running.withLock({ Array($0.values) }) {
      if let result = prefetch.take(wanted) { return result }
    }
    return nil
  }

  // They wait for the network, and are started for the first who needs them.
  private var threads: WorkerPool {
    pool.withLock { pool in
      let threads = pool ?? WorkerPool(threads: Limits.fetchers, name: "s3-fetch")
      pool = threads
      return threads
    }
  }
}
