import TestSupport
import Testing

/// `.txt`: what is in a window, what was left out and why, and when nothing is in it, why not.
@Suite(.everyStore) struct WindowReportTests {
  @Test func `it says what is in the window`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      mkdir -p $M/sample/2024-10-12
      for n in 0 1 2; do
        cp $SVC/00$n.pprof $M/sample/2024-10-12/09-3$n-00Z_pod-$n.pprof
      done
      cat $M/sample/merged/2024-10-12.txt > $W/report
      grep -q '^captures  3 from 3 sources, 0 left out' $W/report
      for n in 0 1 2; do
        grep -q "sample/2024-10-12/09-3$n-00Z_pod-$n.pprof" $W/report
      done
      """)
  }

  @Test func `it opens for every valid window of an app, even an empty one`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      mkdir -p $M/sample $M/prod/empty
      for window in all last24h newest7d 2024-10-12 today 2024-10-12_now 2001; do
        [ $window = 2001 ] || grep -q 'no capture at all' $M/sample/merged/$window.txt
      done
      grep -q 'no capture at all' $M/prod/merged/all.txt
      refuses ENOENT cat $M/nothing/merged/all.txt
      refuses EINVAL cat $M/sample/merged/7d.txt
      """)
  }

  @Test func `of an empty window it says when the newest capture was`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      mkdir -p $M/sample/2024-10-09
      cp $SVC/000.pprof $M/sample/2024-10-09/09-30-00Z.pprof
      grep -q '2024-10-09.09:30:00' $M/sample/merged/today.txt
      """)
  }

  @Test func `it says how many captures were rejected today, and why`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      mkdir -p $M/sample/2024-10-12 $M/sample/canary $M/other
      \(try GoTools.command()) profile heap $W/heap
      refuses EINVAL cp $W/heap $M/sample/2024-10-12/10-00-00Z.pprof
      refuses EINVAL cp $W/heap $M/sample/x.pprof
      refuses EINVAL dd if=$W/heap of=$M/sample/y.pprof conv=fsync
      refuses EINVAL cp $W/heap $M/sample/canary/x.pprof
      eventually grep -q '4 rejected today: .*inuse_space' $M/sample/merged/all.txt
      eventually grep -q '1 rejected today: ' $M/sample/canary/merged/all.txt
      if grep rejected $M/other/merged/all.txt; then echo "should have failed" >&2; exit 9; fi
      cp $W/heap $M/sample/.new
      refuses EINVAL rename $M/sample/.new $M/sample/z.pprof
      eventually grep -q '5 rejected today: ' $M/sample/merged/all.txt
      refuses EINVAL cp /etc/passwd $M/sample/z.pprof
      eventually grep -q '6 rejected today: .*text' $M/sample/merged/all.txt
      """)
    mounted.clock.advance(by: .seconds(86_400))
    mounted.scenario("! grep rejected $M/sample/merged/all.txt")
  }

  @Test func `what became complete in the end wasn't rejected`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      mkdir -p $M/sample/2024-10-12
      ( head -c 5000 $SVC/000.pprof || true; tail -c +5001 $SVC/000.pprof ) \\
        > $M/sample/2024-10-12/10-00-00Z.pprof
      [ -e $(kept sample/2024-10-12/10-00-00Z.pprof) ]
      if grep rejected $M/sample/merged/all.txt; then echo "should have failed" >&2; exit 9; fi
      """)
  }

  @Test func `it names captures whose bytes are bad, and so does events.log`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      put_behind $SVC/000.pprof sample/2024-10-12/09-00-00Z.pprof
      head -c 5000 $SVC/001.pprof | put_behind - sample/2024-10-12/09-01-00Z.pprof
      \(try GoTools.command()) profile heap $W/heap
      put_behind $W/heap sample/2024-10-12/09-02-00Z.pprof
      eventually ls $M/sample/2024-10-12
      cat $M/sample/merged/today.txt > $W/report
      grep -q '^captures  1 from 1 source, 2 left out' $W/report
      for minute in 1 2; do
        grep -q "sample/2024-10-12/09-0$minute-00Z.pprof  ." $W/report
        grep -q "error sample/2024-10-12/09-0$minute-00Z.pprof: left out" $M/.pgofs/events.log
      done
      cmp <(zcat $M/sample/merged/today.pprof | wc -c) <(zcat $M/sample/merged/2024-10-12.pprof | wc -c)
      """)
  }
}
