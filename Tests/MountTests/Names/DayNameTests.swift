import TestSupport
import Testing

/// Days: `YYYY-MM-DD`, UTC.
@Suite(.everyStore) struct DayNameTests {
  @Test func `mkdir makes a day`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      mkdir -p $M/sample/2024-10-12 $M/sample/2024-02-29 $M/sample/0001-01-01
      is '0001-01-01 2024-02-29 2024-10-12' "$(names $M/sample)"
      [ -d $(kept sample/2024-02-29) ]
      refuses EEXIST mkdir $M/sample/2024-10-12
      """)
  }

  @Test func `an impossible date is EINVAL`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      mkdir $M/sample
      for day in 2024-02-30 2023-02-29 2024-13-01 2024-00-10 2024-10-00 0000-01-01; do
        refuses EINVAL mkdir $M/sample/$day
        refuses EINVAL ls $M/sample/$day
      done
      grep -F 'sample/2024-02-30: ' $M/.pgofs/events.log | grep -q 'no such date'
      """)
  }

  @Test func `a directory's mtime is the last change of its list`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      mkdir -p $M/sample/2024-10-12
      changed() { stat -c %.9Y $1; }
      touch $W/earlier
      cp $SVC/000.pprof $M/sample/2024-10-12/09-30-00Z.pprof
      before=$(changed $M/sample/2024-10-12)
      [ ! $W/earlier -nt $M/sample/2024-10-12 ]
      cat $M/sample/2024-10-12/09-30-00Z.pprof > $W/x
      touch -d 2001-01-01 $M/sample/2024-10-12
      is "$before" "$(changed $M/sample/2024-10-12)"
      touch $W/mark
      cp $SVC/001.pprof $M/sample/2024-10-12/09-31-00Z.pprof
      eventually [ $M/sample/2024-10-12 -nt $W/mark ]
      """)
  }
}
