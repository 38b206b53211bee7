import TestSupport
import Testing

@Suite(.everyStore) struct PageCacheTests {
  @Test(arguments: ["sample/merged/last24h.pprof", "sample/2024-10-12/09-00-00Z.pprof"])
  func `pages that the kernel has of a file stay for the next reader`(_ path: String) throws {
    let mounted = try Mounted.seeded()
    let result = mounted.sh(
      """
      set -e; F=$M/\(path)
      cat $F > /dev/null; cat $F > /dev/null
      set -- $($GOTOOLS resident $F); [ "$1" -gt 1 ] && [ "$1" = "$3" ] || { echo "$@"; exit 1; }
      """)
    #expect(result.status == 0, "\(result)")
  }
}
