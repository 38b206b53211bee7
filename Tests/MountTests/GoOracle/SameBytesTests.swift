import TestSupport
import Testing

/// Bytes depend on the captures alone: compressed too, on every mount, whatever came first. A `.pgo`
/// says what it was made from.
@Suite(.everyStore) struct SameBytesTests {
  @Test func `another mount, written in another order, has the same files to the last byte`() throws
  {
    let captures = Corpus.service.captures(of: "svc").suffix(20)
    let sums = try [Array(captures), captures.reversed()].map { captures in
      let result = try Mounted().sh(
        "set -e\n" + captures.writing + "cd $M/svc/merged; md5sum all.pprof all.pgo 2024-10-12.pgo")
      #expect(result.status == 0, "\(result)")
      return result.out
    }
    #expect(sums[0] == sums[1])
  }

  @Test func `the comments of a pgo name its first and last capture, their count and a digest`()
    throws
  {
    let mounted = try Mounted()
    let result = mounted.go(
      Corpus.service.captures(of: "svc").writing + """
        comments() { "$pprof" -symbolize=none -comments "$M/svc/merged/$1.pgo"; }
        comments 2024-10-12T09_2024-10-12T10
        digest() { comments "$1" | grep ^digest; }
        digest 2024-10-12T09_2024-10-12T10 >"$W/digest"
        not cmp -s "$W/digest" <(digest 2024-10-12T09-10_2024-10-12T10)
        """)
    #expect(result.status == 0, "\(result)")
    let lines = result.out.split(separator: "\n").map(String.init)
    #expect(lines.count == 4, "\(result)")
    #expect(
      lines.prefix(3) == [
        "pgofs: call edges of 6 captures", "first svc/2024-10-12/09-00-00Z.pprof",
        "last svc/2024-10-12/09-50-00Z.pprof",
      ])
    #expect(lines.last?.hasPrefix("digest ") == true)
  }
}
