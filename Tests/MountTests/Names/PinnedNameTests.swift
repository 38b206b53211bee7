import TestSupport
import Testing

/// Pinned profiles: `pinned/<name>.pgo|.pprof`.
@Suite(.everyStore) struct PinnedNameTests {
  @Test func `a merged profile is pinned by cp`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      mkdir -p $M/sample/2024-10-12 $M/sample/pinned
      cp $SVC/000.pprof $M/sample/2024-10-12/09-30-00Z.pprof
      cp $SVC/001.pprof $M/sample/2024-10-12/09-31-00Z.pprof
      for form in pgo pprof; do
        cp $M/sample/merged/2024-10-12.$form $M/sample/pinned/v1.42+rc.1.$form
        same $M/sample/merged/2024-10-12.$form $(kept sample/pinned/v1.42+rc.1.$form)
      done
      is 'v1.42+rc.1.pgo v1.42+rc.1.pprof' "$(names $M/sample/pinned)"
      """)
  }

  @Test func `mkdir makes pinned, and without it nothing is pinned`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      mkdir $M/sample
      refuses ENOENT cp $SVC/000.pprof $M/sample/pinned/v1.pprof
      mkdir $M/sample/pinned
      cp $SVC/000.pprof $M/sample/pinned/v1.pprof
      is 'pinned' "$(names $M/sample)"
      """)
  }

  @Test func `other names than a word with .pgo or .pprof are EINVAL in pinned`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      mkdir -p $M/sample/pinned
      for name in v1 v1.prof v1.pgo.gz -v1.pgo +1.pgo 'v 1.pgo'; do
        refuses EINVAL cp $SVC/000.pprof "$M/sample/pinned/$name"
      done
      is '' "$(stored)"
      """)
  }

  @Test func `only valid profiles are pinned`() throws {
    let mounted = try Mounted()
    let go = try GoTools.command()
    mounted.scenario(
      """
      mkdir -p $M/sample/pinned
      \(go) profile heap $W/heap
      \(go) profile idle $W/idle
      refuses EINVAL cp $W/heap $M/sample/pinned/v1.pgo
      refuses ENODATA cp $W/idle $M/sample/pinned/v1.pgo
      refuses EINVAL cp /etc/passwd $M/sample/pinned/v1.pgo
      is '' "$(stored)"
      """)
  }

  @Test func `pinned profiles are never merged`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      mkdir -p $M/sample/pinned
      cp $SVC/000.pprof $M/sample/pinned/v1.pprof
      refuses ENOENT cat $M/sample/merged/all.pprof
      is pinned "$(names $M/sample)"
      """)
  }

  @Test func `a pinned profile is immutable and goes only by name`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      mkdir -p $M/sample/pinned
      cp $SVC/000.pprof $M/sample/pinned/v1.pgo
      refuses EPERM cp $SVC/001.pprof $M/sample/pinned/v1.pgo
      same $SVC/000.pprof $(kept sample/pinned/v1.pgo)
      cp -f $SVC/001.pprof $M/sample/pinned/v1.pgo
      same $SVC/001.pprof $(kept sample/pinned/v1.pgo)
      mv $M/sample/pinned/v1.pgo $M/sample/pinned/v2.pgo
      is sample/pinned/v2.pgo "$(stored)"
      rm $M/sample/pinned/v2.pgo
      is '' "$(stored)"
      """)
  }
}
