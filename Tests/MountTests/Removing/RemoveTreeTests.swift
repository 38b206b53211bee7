import TestSupport
import Testing

/// Whole trees are removed by every tool that removes trees, although `merged/` is listed in them;
/// and none of them deletes a capture through it.
@Suite(.everyStore) struct RemoveTreeTests {
  // Apps `sample`, `sample/canary` and `other`, with captures, pinned and scratch files.
  private static let tree = """
    for app in sample sample/canary other; do
      mkdir -p $M/$app/2024-10-12 $M/$app/2024-10-11 $M/$app/pinned
      for n in 0 1 2; do
        cp $SVC/00$n.pprof $M/$app/2024-10-12/09-30-0${n}Z.pprof
      done
      cp $SVC/003.pprof $M/$app/2024-10-11/09-30-00Z.pprof
      cp $SVC/004.pprof $M/$app/pinned/v1.pgo
      echo notes > $M/$app/.notes
      cp $SVC/005.pprof $M/$app/x-1728725400250.pprof
    done
    ls $M/sample/merged > $W/x

    """

  private func removes(_ command: String) throws {
    let mounted = try Mounted()
    mounted.scenario(
      Self.tree + """
        gotools=\(try GoTools.command())
        \(command)
        [ ! -e $M/sample ]
        [ ! -e $(kept sample) ]
        is other "$(names $M)"
        is 6 "$(stored | wc -l)"
        mkdir $M/sample
        is '' "$(names $M/sample)"
        """)
  }

  @Test func `rm -r`() throws { try removes("rm -r $M/sample") }
  @Test func `rm -rf`() throws { try removes("rm -rf $M/sample") }
  @Test func `rm -rf of what is in it`() throws {
    try removes("rm -rf $M/sample/* $M/sample/.notes; rmdir $M/sample")
  }
  @Test func `find -delete`() throws { try removes("find $M/sample -delete") }
  @Test func `find -depth -exec rm`() throws {
    try removes(
      "find $M/sample -depth -type f -exec rm -f {} +; find $M/sample -depth -exec rmdir {} +")
  }
  @Test func `Go's os.RemoveAll`() throws { try removes("$gotools removeall $M/sample") }
  @Test func `Python's shutil.rmtree`() throws {
    try removes("python3 -c 'import shutil, sys; shutil.rmtree(sys.argv[1])' $M/sample")
  }
  @Test func `perl's remove_tree`() throws {
    try removes(
      "perl -MFile::Path=remove_tree -e 'remove_tree($ARGV[0], {safe => 0}); exit -e $ARGV[0]' $M/sample"
    )
  }
  @Test func `rsync --delete`() throws {
    try removes("mkdir $W/empty; rsync -a --delete $W/empty/ $M/sample/; rmdir $M/sample")
  }

  @Test func `removing merged and what is in it deletes no capture`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      Self.tree + """
        stored > $W/before
        rm -rf $M/sample/merged
        rm $M/sample/merged/*
        rmdir $M/sample/merged
        rm -r $M/sample/canary/merged
        find $M/other/merged -delete
        find $M/other/merged -name '*.pgo' -delete
        \(try GoTools.command()) removeall $M/sample/merged
        rm $M/sample/merged/2024-10-12.pgo $M/sample/merged/all.txt $M/sample/merged/README
        stored > $W/after
        same $W/before $W/after
        is 'README last24h.pgo last24h.pprof last7d.pgo last7d.pprof' "$(names $M/sample/merged)"
        gzip -t < $M/sample/merged/2024-10-12.pgo
        """)
  }

  @Test func `what was removed in merged is there again, and the same`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      Self.tree + """
        cat $M/sample/merged/all.pprof > $W/before
        rm $M/sample/merged/all.pprof
        same $W/before $M/sample/merged/all.pprof
        rmdir $M/sample/merged
        same $W/before $M/sample/merged/all.pprof
        """)
  }

  @Test func `removing a tree while it is being read and written ends`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      Self.tree + """
        ( while [ ! -e $W/done ]; do
            cat $M/sample/merged/all.pgo $M/sample/2024-10-12/* > /dev/null 2>&1 || true
          done ) &
        ( for n in $(seq 150); do
            cp $SVC/00$((n % 9)).pprof $M/sample/$n-1728725400250.pprof 2> /dev/null || true
          done ) &
        eventually rm -rf $M/sample
        : > $W/done
        wait
        rm -rf $M/sample
        [ ! -e $(kept sample) ]
        """)
  }

  @Test func `a directory that is removed and made again is another inode`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      Self.tree + """
        inodes() { stat -c %i $M/sample $M/sample/2024-10-12 $M/sample/pinned; }
        inodes > $W/before
        rm -r $M/sample
        mkdir -p $M/sample/2024-10-12 $M/sample/pinned
        inodes > $W/after
        is '' "$(sort $W/before $W/after | uniq -d)"
        """)
  }
}
