import ProfileStore
import Synchronization
import TestSupport
import Testing

@Suite(.everyStore) struct StoreErrorTests {
  @Test(arguments: [
    (StoreError.Code.timedOut, "Connection timed out"), (.unavailable, "Input/output error"),
    (.accessDenied, "Permission denied"),
  ])
  func `a store error fails the read, is an event, and isn't cached`(
    _ code: StoreError.Code, _ text: String
  ) throws {
    for kind in [StoreOperation.Kind.load, .read] {
      let faults = Faults()
      let mounted = try Mounted(wrapping: faults.wrap)
      mounted.seed()
      faults.store.setFault { operation in
        operation.kind == kind && operation.path.hasSuffix("09-01-00Z.pprof")
          ? .fail(StoreError(code, path: operation.path, message: "the store is sick")) : nil
      }
      let failed = mounted.sh(
        "cat $M/sample/merged/last24h.pgo; cp $M/sample/merged/last24h.pprof $W/x")
      #expect(failed.status != 0)
      #expect(failed.out.isEmpty)
      #expect(
        failed.error.split(separator: "\n").allSatisfy { $0.hasSuffix(text) }, "\(failed.error)")
      let event = mounted.sh("grep 'merged/last24h.*the store is sick' $M/.pgofs/events.log")
      #expect(event.status == 0)
      faults.store.setFault(nil)
      let result = mounted.sh(
        "gzip -t < $M/sample/merged/last24h.pgo && ! test -e $W/x && rm $M/sample/merged/last24h.p*"
      )
      #expect(result.status == 0, "\(result)")
    }
  }

  @Test func `a sick store never shortens a window`() throws {
    let faults = Faults()
    let mounted = try Mounted(wrapping: faults.wrap)
    mounted.seed()
    mounted.seed("sample/canary", count: 1)
    for kind in [StoreOperation.Kind.captures, .days, .apps] {
      faults.store.setFault { operation in
        operation.kind == kind && operation.path == "sample/canary"
          ? .fail(StoreError(.timedOut, path: operation.path, message: "no answer")) : nil
      }
      let failed = mounted.sh("cat $M/sample/merged/last24h.pprof")
      #expect(failed.status != 0 || faults.store.calls(kind) == 0, "\(kind)")
    }
    faults.store.setFault(nil)
    let result = mounted.sh("grep -c canary/ $M/sample/merged/last24h.txt")
    #expect(result.out == "1\n", "\(result)")
  }

  @Test func `a capture deleted meanwhile makes the window resolve anew`() throws {
    let faults = Faults()
    let mounted = try Mounted(wrapping: faults.wrap)
    mounted.seed()
    let victims = Mutex([0, 1].map { "sample/2024-10-12/09-0\($0)-00Z.pprof" })
    faults.store.setFault { [store = mounted.store] operation in
      if operation.kind == .load, let victim = victims.withLock({ $0.popLast() }) {
        store.removeBehind(victim)
      }
      return nil
    }
    let result = mounted.sh(
      """
      set -e; cp $M/sample/merged/last24h.pprof $W/x
      cmp $W/x $M/sample/merged/last24h.pprof; grep ^captures $M/sample/merged/last24h.txt
      go tool pprof -raw $W/x > $W/raw
      """)
    #expect(result.status == 0, "\(result)")
    #expect(result.out == "captures  1 from 1 source, 0 left out\ncaptures:\n", "\(result)")
  }

  @Test func `a window whose last capture is deleted meanwhile is ENOENT`() throws {
    let faults = Faults()
    let mounted = try Mounted(wrapping: faults.wrap)
    mounted.seed(count: 1)
    faults.store.setFault { [store = mounted.store] operation in
      if operation.kind == .load { store.removeBehind(operation.path) }
      return nil
    }
    let result = mounted.sh("cat $M/sample/merged/last24h.pprof")
    #expect(result.error.contains("No such file or directory"), "\(result)")
  }
}
