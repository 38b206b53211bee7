import Glibc
import TestSupport
import Testing

@Suite(.everyStore) struct ForgettingTests {
  @Test func `rm and rmdir in merged succeed and only forget what was computed`() throws {
    let mounted = try Mounted.seeded()
    let sum = mounted.sh("sha256sum < $M/sample/merged/last24h.pprof").out
    #expect(mounted.mergesStarted == 1)
    let removals = ["rm last24h.pprof", "rmdir ../merged", "rm -r ../merged"]
    for (number, removal) in removals.enumerated() {
      // The reader's close reaches the mount after the reader's end.
      let result = mounted.sh(
        """
        cd $M/sample/merged && \(removal)
        while ls -l /proc/\(getpid())/fd | grep -q "$(realpath $W/../cache)/"; do :; done
        """)
      #expect(result.status == 0, "\(removal): \(result)")
      #expect(mounted.sh("sha256sum < $M/sample/merged/last24h.pprof").out == sum)
      #expect(mounted.mergesStarted == number + 2, "\(removal)")
    }
    let stored = mounted.sh(
      "cmp $(kept sample/2024-10-12/09-00-00Z.pprof) $SVC/000.pprof; ls $(kept sample/2024-10-12)")
    #expect(stored.out == "09-00-00Z.pprof\n09-01-00Z.pprof\n09-02-00Z.pprof\n")
  }

  @Test(arguments: [
    "rm -rf $M/sample", "rm -r $M/sample", "find $M/sample -delete",
    "python3 -c 'import shutil, sys; shutil.rmtree(sys.argv[1])' $M/sample",
    "$GOTOOLS removeall $M/sample", "mv $M/sample $W/",
  ])
  func `an app can be removed with everything in it`(_ removal: String) throws {
    let mounted = try Mounted.seeded()
    mounted.seed("sample/canary", count: 1)
    let result = mounted.sh(
      """
      cp $M/sample/merged/last24h.pgo $W/v1.pgo
      mkdir $M/sample/pinned && cp $W/v1.pgo $M/sample/pinned/ || exit 7
      \(removal) || exit 8
      [ -z "$(ls -A $(kept))" ] && [ -z "$(ls -A $M)" ]
      """)
    #expect(result.status == 0, "\(removal): \(result)")
  }

  @Test(arguments: [
    "rm -rf $M/sample/merged", "find $M/sample/merged -delete",
    "$GOTOOLS removeall $M/sample/merged",
  ])
  func `no capture can be deleted through merged`(_ removal: String) throws {
    let mounted = try Mounted.seeded()
    let result = mounted.sh("\(removal) && ls $M/sample/merged && ls $(kept sample/2024-10-12)")
    #expect(result.status == 0, "\(result)")
    #expect(result.out.hasSuffix("\n09-00-00Z.pprof\n09-01-00Z.pprof\n09-02-00Z.pprof\n"))
  }
}
