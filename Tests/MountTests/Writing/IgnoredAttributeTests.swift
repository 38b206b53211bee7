import TestSupport
import Testing

/// chmod, chown and utimens are accepted, and have no effect.
@Suite(.everyStore) struct IgnoredAttributeTests {
  @Test func `chmod, chown and utimens are accepted, and have no effect`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      mkdir -p $M/sample/2024-10-12 $M/sample/pinned
      cp $SVC/000.pprof $M/sample/2024-10-12/09-30-00Z.pprof
      cp $SVC/000.pprof $M/sample/pinned/v1.pgo
      cd $M/sample
      for file in . 2024-10-12 2024-10-12/09-30-00Z.pprof pinned/v1.pgo pinned merged; do
        before=$(stat -c '%a %u %g %s' $file); time=$(stat -c %Y $file)
        chmod 4777 $file
        chown 12:34 $file
        touch $file
        touch -d 2001-01-01 $file
        is "$before" "$(stat -c '%a %u %g %s' $file)"
        # Once a bucket is listed again, its time of what was just written takes the place of ours.
        moved=$(($(stat -c %Y $file) - time))
        [ ${moved#-} -le 1 ] || is 0 $moved
      done
      same $SVC/000.pprof 2024-10-12/09-30-00Z.pprof
      """)
  }

  @Test(.only(.local, because: "objects have no modes and owners"))
  func `nor have they in the store's directory`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      mkdir -p $M/sample/2024-10-12
      cp $SVC/000.pprof $M/sample/2024-10-12/09-30-00Z.pprof
      chmod 4777 $M/sample/2024-10-12/09-30-00Z.pprof
      chown 12:34 $M/sample/2024-10-12/09-30-00Z.pprof
      is '644 0' "$(stat -c '%a %u' $S/sample/2024-10-12/09-30-00Z.pprof)"
      """)
  }
}
