import Glibc
import TestSupport
import Testing

@Suite(.everyStore) struct CacheFilesTests {
  @Test func `results that aren't small are unlinked files in the cache directory`() throws {
    let mounted = try Mounted.seeded()
    let result = mounted.sh(
      """
      for i in $(seq 10 40); do cp $SVC/0$i.pprof $M/sample/2024-10-12/11-$i-00Z.pprof; done
      cat $M/sample/merged/2024-10-12.{pprof,pgo} > /dev/null
      find $W/../cache -type f ! -path '*/v[0-9]*/??/*'
      ls -l /proc/\(getpid())/fd | grep -c "$(realpath $W/../cache)/.*(deleted)"
      """)
    #expect(result.out == "1\n", "\(result)")
  }

  @Test func `deleting the cache directory only costs time`() throws {
    let mounted = try Mounted.seeded()
    let result = mounted.sh(
      """
      sum=$(sha256sum < $M/sample/merged/last24h.pprof); rm -r $W/../cache
      [ "$(sha256sum < $M/sample/merged/last24h.pprof)" = "$sum" ] || exit 1
      rm $M/sample/merged/last24h.pprof
      [ "$(sha256sum < $M/sample/merged/last24h.pprof)" = "$sum" ] || exit 2
      cp $SVC/010.pprof $M/sample/2024-10-12/10-00-00Z.pprof
      """)
    #expect(result.status == 0, "\(result)")
  }

  @Test func `a full cache disk never fails a read`() throws {
    let mounted = try Mounted.seeded()
    let full = mounted.sh(
      "mount -t tmpfs -o size=8k tmpfs $W/../cache && head -c 9k /dev/zero > $W/../cache/x")
    #expect(full.error.contains("No space left"), "\(full)")
    let result = mounted.sh("gzip -t < $M/sample/merged/last24h.pprof")
    #expect(result.status == 0, "\(result)")
  }
}
