import TestSupport
import Testing

@Suite(.everyStore) struct OpenHandleTests {
  static let changes = [
    "cp $SVC/010.pprof $M/sample/2024-10-12/10-00-00Z.pprof",
    "rm $M/sample/2024-10-12/09-00-00Z.pprof",
    "rm $F",
    "rmdir $M/sample/merged",
    "rm -r $M/sample",
    "mv $M/sample $M/other",
    "remove_behind sample",
  ]

  @Test(arguments: changes)
  func `an open handle and a map keep what they opened`(_ change: String) throws {
    let mounted = try Mounted.seeded()
    let result = mounted.sh(
      """
      set -e; F=$M/sample/merged/last24h.pprof; mkfifo $W/go
      sum=$(sha256sum < $F)
      $GOTOOLS hold $F < $W/go > $W/held & exec 9> $W/go
      until grep -q open $W/held; do :; done
      \(change)
      bash -c "cat $F > /dev/null 2>&1" || true
      echo >&9; wait $!
      [ $(grep -c "${sum%% *}" $W/held) = 2 ] || { cat $W/held; exit 1; }
      """)
    #expect(result.status == 0, "\(change): \(result)")
  }

  @Test func `what has a handle is never evicted`() throws {
    let mounted = try Mounted.seeded(options: ["cache_size=1"])
    let result = mounted.sh(
      """
      set -e; F=$M/sample/merged/last24h.pprof
      sum=$(sha256sum < $F); exec 9< $F
      for w in last7d all today 2024-10 newest1d; do
        for e in pprof pgo; do cat $M/sample/merged/$w.$e > /dev/null; done
      done
      remove_behind $(stored); [ "$(sha256sum <&9)" = "$sum" ]
      """)
    #expect(result.status == 0, "\(result)")
  }
}
