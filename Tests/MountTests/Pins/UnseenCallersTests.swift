import TestSupport
import Testing

@Suite(.everyStore) struct UnseenCallersTests {
  @Test func `callers that can't be seen share a version while one of them opens it`() throws {
    let program = try Program()
    let result = program.sh(
      """
      set -e; put_behind $SVC/000.pprof sample/2024-10-12/09-00-00Z.pprof
      # A daemon in a pid namespace of its own sees none of us.
      unshare --pid --fork --kill-child $PGOFS $S $M --foreground -o cache_dir=$W/cache,refresh=0 &
      until mountpoint -q $M; do :; done
      count() { sed -n 's/^captures  \\([0-9]*\\).*/\\1/p' $M/sample/merged/all.txt; }
      count; put_behind $SVC/001.pprof sample/2024-10-12/10-00-00Z.pprof; count
      cp $SVC/002.pprof $M/sample/2024-10-12/11-00-00Z.pprof; count
      umount $M; wait
      """)
    #expect(result.status == 0, "\(result)")
    #expect(result.out == "1\n1\n3\n", "what one of them writes, they read")
  }
}
