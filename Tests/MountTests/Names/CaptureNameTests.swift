import TestSupport
import Testing

/// Captures: `HH-MM-SS[.fff]Z[_source].pprof` inside a day.
@Suite(.everyStore) struct CaptureNameTests {
  @Test func `a capture is stored under its name`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      day=sample/2024-10-12
      mkdir -p $M/$day
      long=$(printf 'a%.0s' {1..128})
      for name in 00-00-00Z 23-59-59.999Z 09-30-00.250Z_pod-7f9c 09-30-00Z_0.A-b 09-30-00Z_$long; do
        cp $SVC/000.pprof $M/$day/$name.pprof
        same $SVC/000.pprof $(kept $day/$name.pprof)
        same $SVC/000.pprof $M/$day/$name.pprof
      done
      is "$(ls $(kept $day))" "$(ls $M/$day)"
      """)
  }

  @Test func `an impossible time is EINVAL`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      mkdir -p $M/sample/2024-10-12
      for time in 24-00-00Z 09-60-00Z 09-30-60Z 24-00-00.000Z_pod; do
        refuses EINVAL cp $SVC/000.pprof $M/sample/2024-10-12/$time.pprof
        refuses EINVAL stat $M/sample/2024-10-12/$time.pprof
      done
      is '' "$(stored)"
      """)
  }

  @Test func `a capture's mtime is its time`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      mkdir -p $M/sample/2024-10-12
      cp -p $SVC/000.pprof $M/sample/2024-10-12/09-30-00.250Z_pod.pprof
      is 1728725400.250000000 "$(stat -c %.9Y $M/sample/2024-10-12/09-30-00.250Z_pod.pprof)"
      """)
  }

  @Test(.only(.local, because: "the time of an object is when it was put"))
  func `in a directory its file has that mtime too, also when it was renamed`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      mkdir -p $M/sample/2024-10-12
      cp -p $SVC/000.pprof $M/sample/2024-10-12/09-30-00.250Z_pod.pprof
      is 1728725400.250000000 "$(stat -c %.9Y $S/sample/2024-10-12/09-30-00.250Z_pod.pprof)"
      mv $M/sample/2024-10-12/09-30-00.250Z_pod.pprof $M/sample/2024-10-12/10-00-00Z_pod.pprof
      is 1728727200 "$(stat -c %Y $S/sample/2024-10-12/10-00-00Z_pod.pprof)"
      """)
  }

  @Test func `a file that is put into the store behind the mount shows within the bound`() throws {
    let mounted = try Mounted(options: ["refresh=500ms"])
    mounted.scenario(
      """
      mkdir -p $M/sample/2024-10-12
      ls $M/sample/2024-10-12
      put_behind $SVC/000.pprof sample/2024-10-12/09-30-00Z.pprof
      put_behind $SVC/000.pprof sample/2024-10-12/nothing-of-ours
      eventually same $SVC/000.pprof $M/sample/2024-10-12/09-30-00Z.pprof
      is 09-30-00Z.pprof "$(names $M/sample/2024-10-12)"
      """)
  }
}
