import TestSupport
import Testing

/// Into the root, `merged/` and `.pgofs/` nothing is written.
@Suite(.everyStore) struct ForbiddenPlaceTests {
  @Test(arguments: ["", "sample/merged/", ".pgofs/"])
  func `writing there is EPERM`(place: String) throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      mkdir -p $M/sample/2024-10-12
      cp $SVC/000.pprof $M/sample/2024-10-12/09-30-00Z.pprof
      for name in x cpu.prof 2024-10-13.pprof .scratch today.svg; do
        refuses EPERM cp $SVC/000.pprof $M/\(place)$name
        refuses EPERM bash -c ": > $M/\(place)$name"
        refuses EPERM mv $M/sample/2024-10-12/09-30-00Z.pprof $M/\(place)$name
        refuses EPERM ln $M/sample/2024-10-12/09-30-00Z.pprof $M/\(place)$name
      done
      is sample/2024-10-12/09-30-00Z.pprof "$(stored)"
      """)
  }

  @Test func `a merged file can't be written, replaced or moved away`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      mkdir -p $M/sample/2024-10-12
      cp $SVC/000.pprof $M/sample/2024-10-12/09-30-00Z.pprof
      cat $M/sample/merged/today.pgo > $W/before
      for name in today.pgo today.txt last7d.pprof README; do
        refuses EPERM cp $SVC/000.pprof $M/sample/merged/$name
        refuses EEXIST cp -f $SVC/000.pprof $M/sample/merged/$name
        refuses EPERM bash -c ": >> $M/sample/merged/$name"
        refuses EPERM truncate -s 0 $M/sample/merged/$name
        refuses EXDEV rename $M/sample/merged/$name $M/sample/x.pprof
        refuses EPERM mkdir $M/sample/merged/d
      done
      same $W/before $M/sample/merged/today.pgo
      """)
  }

  @Test func `mv of a merged file copies it`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      mkdir -p $M/sample/2024-10-12 $M/sample/pinned
      cp $SVC/000.pprof $M/sample/2024-10-12/09-30-00Z.pprof
      cp $M/sample/merged/today.pgo $W/today.pgo
      mv $M/sample/merged/today.pgo $M/sample/pinned/v1.pgo
      same $W/today.pgo $(kept sample/pinned/v1.pgo)
      same $W/today.pgo $M/sample/merged/today.pgo
      """)
  }
}
