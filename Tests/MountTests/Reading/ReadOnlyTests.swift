import TestSupport
import Testing

@Suite(.everyStore) struct ReadOnlyTests {
  static let attempts = [
    "touch new", "touch 2024-10-12.pprof.tmp", "touch .scratch", "touch 2023-01-01.pprof",
    "mkdir new", "mkdir 2024-10-12", "ln -s x new", "ln README new", "mknod new p",
    "ln $W/x new", "cp $W/x new", "cp $W/x 2023-01-01.pprof", "cp $W/x .scratch",
    "cp $W/x last24h.pprof", "cp $W/x README", "echo > last24h.pgo", "echo >> last24h.pprof",
    "truncate -s 0 last24h.pprof", "truncate -s 9 README",
    "mv $W/x last24h.pprof", "mv ../2024-10-12/09-00-00Z.pprof new",
    "mv ../2024-10-12/09-00-00Z.pprof last24h.pprof", "mv last24h.pgo ../merged/new",
    "rsync $W/x last24h.pprof", "dd if=$W/x of=last24h.pprof status=none",
  ]

  @Test(arguments: attempts)
  func `nothing can be created or changed in merged`(_ attempt: String) throws {
    let mounted = try Mounted.seeded()
    let result = mounted.sh(
      """
      cp $SVC/010.pprof $W/x; cd $M/sample/merged
      before=$(ls -a .; sha256sum last24h.* ../2024-10-12/*)
      \(attempt) && exit 9
      [ "$(ls -a .; sha256sum last24h.* ../2024-10-12/*)" = "$before" ] || exit 8
      """)
    #expect(result.status == 0, "\(attempt): \(result)")
    let reason =
      switch attempt {
      case "ln $W/x new": "Invalid cross-device link"
      // mv removes what is there, which always succeeds, and finds it there again.
      case "mv $W/x last24h.pprof": "File exists"
      default: "Operation not permitted"
      }
    #expect(result.error.contains(reason), "\(attempt): \(result.error)")
  }
}
