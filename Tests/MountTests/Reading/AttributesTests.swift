import TestSupport
import Testing

@Suite(.everyStore) struct AttributesTests {
  @Test(arguments: ["last24h.pprof", "last24h.pgo", "last24h.txt"])
  func `a merged file has mode 0444, the newest input's mtime and real blocks`(
    _ name: String
  ) throws {
    let mounted = try Mounted.seeded()
    let result = mounted.sh(
      """
      set -e; F=$M/sample/merged/\(name)
      stat -c '%a %F' $F; date -u -r $F +%FT%T
      size=$(stat -c %s $F); [ $(stat -c %b $F) = $(( (size + 511) / 512 )) ]
      [ $(du -B512 $F | cut -f1) = $(( (size + 511) / 512 )) ]
      """)
    #expect(result.status == 0, "\(result)")
    #expect(result.out == "444 regular file\n2024-10-12T09:02:00\n")
  }
}
