import TestSupport
import Testing

@Suite(.everyStore) struct InodeTests {
  @Test func `a new version is a new inode, the same version the same one`() throws {
    let mounted = try Mounted.seeded()
    let result = mounted.sh(
      """
      set -e; F=$M/sample/merged/last24h.pprof
      one=$(stat -c %i $F); [ $(stat -c %i $F) = $one ]
      cp $SVC/010.pprof $M/sample/2024-10-12/10-00-00Z.pprof; two=$(stat -c %i $F); [ $two != $one ]
      rm $M/sample/2024-10-12/10-00-00Z.pprof; [ $(stat -c %i $F) = $one ]
      cp -f $SVC/011.pprof $M/sample/2024-10-12/09-00-00Z.pprof; three=$(stat -c %i $F)
      [ $three != $one ] && [ $three != $two ]
      """)
    #expect(result.status == 0, "\(result)")
  }

  @Test(arguments: [
    "cp -f $SVC/010.pprof", "cp $SVC/010.pprof $D/.x && mv -f $D/.x", "rsync $SVC/010.pprof",
  ])
  func `a capture that is replaced is a new inode, and its reader keeps the old one`(
    _ replace: String
  ) throws {
    let mounted = try Mounted.seeded()
    let result = mounted.sh(
      """
      set -e; D=$M/sample/2024-10-12; F=$D/09-00-00Z.pprof
      old=$(stat -c %i $F); exec 9< $F
      \(replace) $F
      [ $(stat -c %i $F) != $old ]; cmp $F $SVC/010.pprof; cmp - $SVC/000.pprof <&9
      """)
    #expect(result.status == 0, "\(result)")
  }

  @Test func `a directory that comes back after rmdir is a new inode`() throws {
    let mounted = try Mounted()
    let result = mounted.sh(
      """
      set -e
      for d in sample sample/2024-10-12 sample/pinned; do
        mkdir $M/$d; one=$(stat -c %i $M/$d); rmdir $M/$d
        mkdir $M/$d; [ $(stat -c %i $M/$d) != $one ] || { echo $d >&2; exit 1; }
      done
      """)
    #expect(result.status == 0, "\(result)")
  }

  @Test func `merged can be used after rmdir while a file in it is held open`() throws {
    let mounted = try Mounted.seeded()
    let result = mounted.sh(
      """
      set -e; F=$M/sample/merged/last24h.pprof
      exec 9< $F; rmdir $M/sample/merged; cmp $F /dev/fd/9; ls $M/sample/merged | grep -q last24h.pgo
      """)
    #expect(result.status == 0, "\(result)")
  }
}
