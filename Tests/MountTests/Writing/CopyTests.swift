import TestSupport
import Testing

@Suite struct CopyTests {
  @Test func `cp stores a capture byte for byte`() throws {
    let mounted = try Mounted()
    let result = mounted.sh(
      """
      set -e
      mkdir -p $M/sample/2024-10-12
      cp $SVC/000.pprof $M/sample/2024-10-12/09-30-00Z.pprof
      cmp $SVC/000.pprof $M/sample/2024-10-12/09-30-00Z.pprof
      cmp $SVC/000.pprof $S/sample/2024-10-12/09-30-00Z.pprof
      """)
    #expect(result.status == 0, "\(result)")
  }
}
