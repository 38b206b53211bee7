import TestSupport
import Testing

@Suite(.everyStore) struct TwoMountsTests {
  @Test func `two mounts of one store show the same bytes, sizes, times and inode numbers`() throws
  {
    let one = try Mounted.seeded()
    one.seed("sample/canary", count: 2)
    let two = try Mounted(storeOf: one)
    let script = """
      cd $M/sample
      for f in merged/{last24h,last7d,2024-10-12,all}.{pprof,pgo,txt} canary/merged/all.pgo */*Z.pprof; do
        stat -c '%n %i %s %Y %b %a' $f; sha256sum $f
      done
      """
    let (first, second) = (one.sh(script), two.sh(script))
    #expect(first.status == 0, "\(first)")
    #expect(first.out == second.out)
    #expect(first.out.split(separator: "\n").count == 32, "\(first)")
  }

  @Test func `what was cached changes no byte`() throws {
    let cold = try Mounted()
    cold.seed(count: 6)
    let warm = try Mounted()
    // The same captures in the end, but merged at every step in between.
    let grown = warm.sh(
      """
      set -e; mkdir -p $M/sample/2024-10-12
      for i in $(seq 0 5); do
        cp $SVC/00$i.pprof $M/sample/2024-10-12/09-0$i-00Z.pprof
        cat $M/sample/merged/last24h.{pprof,pgo,txt} > /dev/null
      done
      """)
    #expect(grown.status == 0, "\(grown)")
    let script = "cd $M/sample/merged && sha256sum last24h.{pprof,pgo} && gzip -dc last24h.pgo"
    #expect(cold.sh(script).out == warm.sh(script).out)
  }
}
