import TestSupport
import Testing

/// What can't be merged with the rest is left out, and the rest is Go's merge of it.
@Suite(.everyStore) struct LeftOutTests {
  @Test func `bad bytes in the store don't spoil a window`() throws {
    let result = try Mounted(options: ["refresh=0"]).go(
      store([0, 1, 2, 3]) + """
        head -c 1000 "$SVC/007.pprof" | put_behind - svc/2024-10-12/09-07-00Z.pprof
        echo '<html>' | put_behind - svc/2024-10-12/09-08-00Z.pprof
        same_merge svc/merged/2024-10-12 "$SVC"/00[0-3].pprof
        same_edges svc/merged/2024-10-12
        test "$(grep -c 'left out:' "$M/.pgofs/events.log")" = 2
        """)
    #expect(result.status == 0, "\(result)")
  }

  @Test func `of captures of two types, the larger group is merged, on a tie the earlier`() throws {
    // Same length, so that the rest of the profile stays as it is.
    let other = "gzip -dc | sed s/nanoseconds/microsecond/g"
    let result = try Mounted().go(
      store([1, 2, 5]) + """
        for n in 3 4; do
          cat "$SVC/00$n.pprof" | \(other) >"$W/other$n"
          cp "$W/other$n" "$M/svc/2024-10-12/09-0$n-00Z.pprof"
        done
        same_merge svc/merged/all "$SVC"/00[125].pprof
        rm "$M/svc/2024-10-12/09-05-00Z.pprof"
        same_merge svc/merged/all "$SVC"/00[12].pprof
        same_edges svc/merged/all
        rm "$M/svc/2024-10-12/09-01-00Z.pprof"
        same_merge svc/merged/all "$W/other3" "$W/other4"
        same_edges svc/merged/all
        cat "$SVC/001.pprof" | \(other) >"$W/other1"
        cp "$W/other1" "$M/svc/2024-10-12/09-01-00Z.pprof"
        cp "$SVC/006.pprof" "$M/svc/2024-10-12/09-06-00Z.pprof"
        rm "$M/svc/2024-10-12/09-04-00Z.pprof"
        same_merge svc/merged/all "$W/other1" "$W/other3"
        """)
    #expect(result.status == 0, "\(result)")
  }

  /// A script that stores captures of the service, each at its number's minute.
  private func store(_ numbers: [Int]) -> String {
    "mkdir -p \"$M/svc/2024-10-12\"\n"
      + numbers.map {
        "cp \"$SVC/00\($0).pprof\" \"$M/svc/2024-10-12/09-0\($0)-00Z.pprof\"\n"
      }.joined()
  }
}
