import ProfileTree
import TestSupport
import Testing

/// `rm` is retention.
@Suite(.everyStore) struct RetentionTests {
  @Test func `rm -r of a month's days`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      for day in 2024-08-31 2024-09-01 2024-09-30 2024-10-01; do
        mkdir -p $M/sample/$day
        cp $SVC/000.pprof $M/sample/$day/09-30-00Z.pprof
      done
      rm -r $M/sample/2024-09-*
      is "sample/2024-08-31/09-30-00Z.pprof
      sample/2024-10-01/09-30-00Z.pprof" "$(stored)"
      is '2024-08-31 2024-10-01 merged' "$(names $M/sample)"
      """)
  }

  @Test func `find -name '*Z*.pprof' -mtime +30 -delete deletes old captures alone`() throws {
    let mounted = try Mounted()
    // find compares with the time of day; so does this clock.
    mounted.clock.set(SystemClock().now)
    mounted.scenario(
      """
      today=$(date -u +%F) month=$(date -u -d '29 days ago' +%F) old=$(date -u -d '32 days ago' +%F)
      for app in sample prod/api; do
        for day in $today $month $old 2024-10-12; do
          mkdir -p $M/$app/$day $M/$app/pinned
          cp $SVC/000.pprof $M/$app/$day/00-00-00Z.pprof
          cp $SVC/001.pprof $M/$app/$day/00-00-00.250Z_pod-1.pprof
        done
        cp $SVC/002.pprof $M/$app/pinned/v1.pprof
      done
      find $M -name '*Z*.pprof' -mtime +30 -delete
      is 10 "$(stored | wc -l)"
      is 0 "$(stored | grep -c -e $old -e 2024-10-12)"
      is '' "$(names $M/sample/2024-10-12)"
      find $M -type d -empty -name '20*' -delete
      is "$month $today merged pinned" "$(names $M/sample)"
      """)
  }

  @Test func `rm deletes a capture from the store and from every window`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      mkdir -p $M/sample/2024-10-12
      cp $SVC/000.pprof $M/sample/2024-10-12/09-30-00Z.pprof
      cp $SVC/001.pprof $M/sample/2024-10-12/09-31-00Z.pprof
      count() { grep -o '^captures  [0-9]*' $M/sample/merged/today.txt; }
      is 'captures  2' "$(count)"
      rm $M/sample/2024-10-12/09-31-00Z.pprof
      is 'captures  1' "$(count)"
      is sample/2024-10-12/09-30-00Z.pprof "$(stored)"
      rm $M/sample/2024-10-12/09-30-00Z.pprof
      refuses ENOENT cat $M/sample/merged/today.pgo
      refuses ENOENT rm $M/sample/2024-10-12/09-30-00Z.pprof
      """)
  }

  @Test func `a reader of a removed capture reads it to its end`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      mkdir -p $M/sample/2024-10-12
      cp $SVC/000.pprof $M/sample/2024-10-12/09-30-00Z.pprof
      exec 3< $M/sample/2024-10-12/09-30-00Z.pprof 4< $M/sample/2024-10-12/09-30-00Z.pprof
      head -c 100 <&3 > $W/read
      rm $M/sample/2024-10-12/09-30-00Z.pprof
      cat <&3 >> $W/read
      same $SVC/000.pprof $W/read
      cmp - $SVC/000.pprof <&4
      """)
  }
}
