import TestSupport
import Testing

@Suite(.everyStore) struct NothingToBuildFromTests {
  @Test(arguments: ["pprof", "pgo"])
  func `a window without a call edge is ENODATA`(_ format: String) throws {
    let mounted = try Mounted()
    let result = mounted.sh(
      """
      $GOTOOLS encode 1 samples/count | put_behind - sample/2024-10-12/09-00-00Z.pprof
      cd $M/sample/merged
      for i in 1 2; do cat last24h.\(format); done
      stat last24h.\(format); cp last24h.\(format) $W/x; ls $W
      cat last24h.txt
      """)
    #expect(result.error.split(separator: "\n").count == 4, "\(result)")
    #expect(result.error.split(separator: "\n").allSatisfy { $0.hasSuffix("No data available") })
    #expect(result.out.contains("no call edge"), "\(result)")
    #expect(mounted.mergesStarted == 2, "the report is the second")
  }

  @Test func `a window without captures is ENOENT, and its report says why`() throws {
    let mounted = try Mounted.seeded()
    let result = mounted.sh(
      """
      cd $M/sample/merged
      for e in pprof pgo; do cat 2023-01-01.$e 2>&1; done
      cat 2023-01-01.txt
      """)
    #expect(result.out.contains("2023-01-01.pprof: No such file or directory"), "\(result)")
    #expect(result.out.contains("2023-01-01.pgo: No such file or directory"))
    #expect(result.out.contains("the newest is of 2024-10-12"))
  }

  @Test func `each report is that of its own window`() throws {
    let mounted = try Mounted.seeded()
    let result = mounted.sh(
      """
      cd $M/sample/merged
      head -qn2 all.txt last24h.txt 2024-10-12.txt; head -qn2 2024-10-12.txt last24h.txt all.txt
      """)
    let lines = result.out.split(separator: "\n")
    #expect(lines.count == 12, "\(result)")
    #expect(lines.first == "sample/merged/all.txt")
    #expect(Set(lines).count == 6, "\(result)")
  }
}
