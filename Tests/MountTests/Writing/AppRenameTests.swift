import TestSupport
import Testing

/// Renaming apps and days.
@Suite(.everyStore) struct AppRenameTests {
  @Test func `an app is renamed with all that is in it`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      mkdir -p $M/a/2024-10-12 $M/a/canary/2024-10-12 $M/a/pinned $M/prod
      cp $SVC/000.pprof $M/a/2024-10-12/09-30-00Z.pprof
      cp $SVC/001.pprof $M/a/canary/2024-10-12/09-30-00Z.pprof
      cp $SVC/002.pprof $M/a/pinned/v1.pgo
      echo notes > $M/a/canary/.notes
      cat $M/a/merged/all.pprof > $W/x
      mv $M/a $M/b
      is "b/2024-10-12/09-30-00Z.pprof
      b/canary/2024-10-12/09-30-00Z.pprof
      b/pinned/v1.pgo" "$(stored)"
      is 'b prod' "$(names $M)"
      is notes "$(cat $M/b/canary/.notes)"
      is 'captures  2' "$(grep -o '^captures  [0-9]*' $M/b/merged/all.txt)"
      refuses ENOENT cat $M/a/merged/all.pprof
      mv $M/b $M/prod
      is 'captures  2' "$(grep -o '^captures  [0-9]*' $M/prod/merged/all.txt)"
      same $SVC/001.pprof $M/prod/b/canary/2024-10-12/09-30-00Z.pprof
      mv $M/prod/b/canary $M/canary
      same $SVC/001.pprof $M/canary/2024-10-12/09-30-00Z.pprof
      """)
  }

  @Test(.only(.local, because: "what is being written to stays behind where mv copies an app"))
  func `files that are open stay so`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      mkdir -p $M/a/2024-10-12
      cp $SVC/000.pprof $M/a/2024-10-12/09-30-00Z.pprof
      cat $M/a/merged/all.pprof > $W/merged
      exec 3< $M/a/2024-10-12/09-30-00Z.pprof 4< $M/a/merged/all.pprof
      exec 5> $M/a/2024-10-12/10-00-00Z.pprof 6> $M/a/2024-10-12/.scratch
      head -c 5000 $SVC/001.pprof >&5 || true
      mv $M/a $M/b
      cmp - $SVC/000.pprof <&3
      cmp - $W/merged <&4
      tail -c +5001 $SVC/001.pprof >&5
      exec 5>&-
      same $SVC/001.pprof $M/b/2024-10-12/10-00-00Z.pprof
      echo text >&6
      is text "$(cat $M/b/2024-10-12/.scratch)"
      is "b/2024-10-12/09-30-00Z.pprof
      b/2024-10-12/10-00-00Z.pprof" "$(stored)"
      """)
  }

  @Test func `an app replaces an empty one and no other`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      mkdir -p $M/a/2024-10-12 $M/b $M/c/2024-10-12
      cp $SVC/000.pprof $M/a/2024-10-12/09-30-00Z.pprof
      mv -T $M/a $M/b
      is b/2024-10-12/09-30-00Z.pprof "$(stored)"
      refuses ENOTEMPTY mv -T $M/b $M/c
      refuses ENOTEMPTY mv -T $M/c $M/b
      is 'b c' "$(names $M)"
      """)
  }

  @Test func `to a name or depth that no app has is EINVAL`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      mkdir -p $M/a/1/2/3 $M/b/1/2/3/4 $M/c/2024-10-12 $M/c/pinned
      refuses EINVAL rename $M/a $M/b/1/2/3/4/a
      refuses EINVAL rename $M/a $M/-a
      refuses EINVAL rename $M/a $M/2024-10-12
      refuses EINVAL rename $M/a $M/c/2024-10-13
      refuses EINVAL rename $M/a $M/c/2024-10-12/a
      refuses EINVAL rename $M/a $M/c/pinned/a
      refuses EINVAL rename $M/a $M/a/1/a
      refuses EPERM rename $M/a $M/.pgofs/a
      mv $M/a/1 $M/b/1/2/3/4/1
      is 2 "$(names $M/b/1/2/3/4/1)"
      """)
  }

  @Test(.only(.local, because: "where mv copies an app, it comes upon days and pinned"))
  func `of a day or pinned to another app is EPERM`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      mkdir -p $M/a/2024-10-12 $M/a/pinned $M/b
      refuses EPERM mv $M/a/2024-10-12 $M/b/2024-10-12
      refuses EPERM mv $M/a/pinned $M/b/pinned
      """)
  }

  @Test func `of a day is EPERM: a day is its captures' time`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      mkdir -p $M/a/2024-10-12 $M/a/pinned $M/b
      cp $SVC/000.pprof $M/a/2024-10-12/09-30-00Z.pprof
      refuses EPERM mv $M/a/2024-10-12 $M/a/2024-10-13
      refuses EPERM mv $M/a/2024-10-12 $M/b/2024-10-13
      refuses EPERM mv $M/a/2024-10-12 $M/a/canary
      refuses EPERM mv $M/a/pinned $M/b/other
      refuses EPERM mv $M/a/merged $M/b/canary
      refuses EPERM mv $M/a/merged $M/merged
      refuses EPERM mv $M/.pgofs $M/b/canary
      is a/2024-10-12/09-30-00Z.pprof "$(stored)"
      """)
  }

  @Test(.only(.s3, because: "a directory can be renamed"))
  func `where the store can't move an app, mv copies it`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      mkdir -p $M/a/2024-10-12 $M/a/canary/2024-10-12 $M/a/pinned
      cp $SVC/000.pprof $M/a/2024-10-12/09-30-00Z.pprof
      cp $SVC/001.pprof $M/a/canary/2024-10-12/09-30-00Z.pprof
      cp $SVC/002.pprof $M/a/pinned/v1.pgo
      refuses EXDEV rename $M/a $M/b
      refuses EXDEV rename $M/a/2024-10-12 $M/a/canary/2024-10-12
      refuses EXDEV rename $M/a/pinned $M/a/canary/pinned
      cat $M/a/merged/all.pprof > $W/x
      mv $M/a $M/b
      is "b/2024-10-12/09-30-00Z.pprof
      b/canary/2024-10-12/09-30-00Z.pprof
      b/pinned/v1.pgo" "$(stored)"
      is b "$(names $M)"
      """)
  }
}
