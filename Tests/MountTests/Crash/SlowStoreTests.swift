import Glibc
import ProfileStore
import TestSupport
import Testing

@Suite(.everyStore) struct SlowStoreTests {
  /// A mount whose store takes its time to answer the loads of the app `slow`, and of no other.
  private func mounted(delay: Duration) throws -> (Mounted, FaultyStore) {
    let faults = Faults()
    let mounted = try Mounted(wrapping: faults.wrap)
    mounted.seed("slow", count: 1)
    mounted.seed("quick")
    faults.store.setFault { operation in
      operation.kind == .load && operation.path.hasPrefix("slow/") ? .delay(delay) : nil
    }
    return (mounted, faults.store)
  }

  @Test func `while one waits for a merge, everything else stays quick`() throws {
    let (mounted, store) = try mounted(delay: .seconds(3))
    // The machine may be busy with something else; a mount that is held up would be so every time.
    let limits = [50, 50, 50]
    var seen: [[Int]] = []
    for attempt in 1...5 {
      let waiter = mounted.start("cat $M/slow/merged/last24h.pprof > $W/x && gzip -t < $W/x")
      #expect(waitUntil { store.calls(.load) >= attempt })
      let result = mounted.sh(
        """
        cat $M/quick/merged/last24h.pgo > /dev/null
        $GOTOOLS latency $M/slow/2024-10-12 $M/slow/2024-10-12/09-00-00Z.pprof \
          $M/quick/merged/last24h.pgo 200
        """)
      seen.append(result.out.split(separator: "\n").compactMap { Int($0) })
      #expect(waiter.wait().status == 0)
      if let last = seen.last, last.count == 3, zip(last, limits).allSatisfy({ $0 < $1 }) { return }
      mounted.sh("rm -r $M/slow/merged")
    }
    Issue.record("99th percentiles of ls, stat and read in ms: \(seen)")
  }

  @Test func `forty wait for one computation, and hold nobody up`() throws {
    let (mounted, store) = try mounted(delay: .seconds(2))
    let before = mounted.mergesStarted
    let waiters = mounted.start(
      """
      for i in $(seq 40); do sha256sum < $M/slow/merged/last24h.pgo & p="$p $!"; done
      for i in $p; do wait $i || exit 1; done
      """)
    #expect(waitUntil { store.calls(.load) == 1 })
    let clock = ContinuousClock.now
    let other = mounted.sh(
      "ls -lR $M/quick && cat $M/slow/2024-10-12/../../quick/merged/last7d.pprof | gzip -t; ls $M/slow/*"
    )
    #expect(ContinuousClock.now - clock < .seconds(2), "they were held up")
    #expect(other.status == 0)
    let result = waiters.wait()
    #expect(result.status == 0, "\(result)")
    #expect(Set(result.out.split(separator: "\n")).count == 1, "\(result)")
    #expect(store.calls(StoreOperation(.load, path: "slow/2024-10-12/09-00-00Z.pprof")) == 1)
    #expect(mounted.mergesStarted == before + 3)
  }

  @Test func `readers that hang on the store, more than threads read requests, stop nobody`()
    throws
  {
    let held = try HeldStore()
    defer { held.release() }
    let readers = held.mounted.start(
      "for i in 1 2 3 4 5 6; do cat $M/sample/2024-10-12/09-00-00Z.pprof > /dev/null & done; wait")
    #expect(waitUntil { held.faults.store.calls(.load) >= 6 })
    let other = held.mounted.sh(
      """
      set -e; ls -l $M $M/sample $M/sample/2024-10-12 > $W/list; mkdir -p $M/other/2024-10-12
      cp $SVC/000.pprof $M/other/2024-10-12/09-00-00Z.pprof; stat $M/other/2024-10-12/*
      """, limit: 20)
    #expect(other.status == 0, "\(other)")
    held.release()
    #expect(readers.wait().status == 0)
  }

  @Test func `nobody waits for someone else's merge`() throws {
    let (mounted, store) = try mounted(delay: .seconds(3))
    for number in 1...7 { mounted.seed("slow/\(number)", count: 1) }
    let waiters = mounted.start(
      "for i in 1 2 3 4 5 6 7; do cat $M/slow/$i/merged/last24h.pgo > /dev/null & done; wait")
    #expect(waitUntil { store.calls(.load) >= 4 })
    let start = ContinuousClock.now
    #expect(mounted.sh("gzip -t < $M/quick/merged/last24h.pprof").status == 0)
    #expect(ContinuousClock.now - start < .seconds(2))
    _ = waiters.wait()
  }
}
