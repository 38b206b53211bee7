import TestSupport
import Testing

/// Builds that open their profile several times, while captures come and go.
@Suite(.everyStore) struct OneVersionTests {
  /// Eight process trees, 25 builds each; a build opens, hashes and closes, and so do its child and
  /// its grandchild. How many of the 200 saw more than one version, and whether what else reads
  /// meanwhile got whole files, is for the caller to judge.
  private func run(options: [String], until: String) throws -> (
    torn: Int, tools: Int, result: Shell.Output
  ) {
    let mounted = try Mounted(options: options)
    let result = mounted.sh(
      """
      F=$M/sample/merged/today.pprof; D=$M/sample/2024-10-12
      mkdir -p $D; $GOTOOLS encode 20 samples/count > $D/09-00-00Z.pprof
      $GOTOOLS churn $D & others=$!
      while :; do cat $F > /dev/null; done & others="$others $!"
      tools() {
        for i in 1 2 3 4 5 6 7 8; do
          cp $F $W/cp && gzip -t < $W/cp && install $F $W/install && gzip -t < $W/install &&
          tar -cf $W/tar -C $M/sample/merged today.pprof && tar -xOf $W/tar | gzip -t || return 1
        done
      }
      for i in $(seq 8); do $GOTOOLS builds $F 25 \(until) & trees="$trees $!"; done
      tools; echo "tools $?"
      for t in $trees; do wait $t || echo "tree $?"; done
      kill $others || echo 'the captures stayed as they were'; wait
      """, limit: 300)
    let words = result.out.split(separator: "\n").map { $0.split(separator: " ") }
    let trees = words.filter { $0.first == "builds" }
    #expect(trees.count == 8 && !result.out.contains("stayed"), "\(result)")
    return (
      trees.reduce(0) { $0 + (Int($1[3]) ?? 0) },
      words.filter { $0.first == "tools" }.compactMap { Int($0[1]) }.first ?? -1, result
    )
  }

  @Test func `a build of several processes sees one version, 200 times, and tools whole files`()
    throws
  {
    let (torn, tools, result) = try run(options: [], until: "all")
    #expect(torn == 0, "\(result)")
    #expect(tools == 0, "\(result)")
  }

  @Test func `with the pin off the same builds see several versions`() throws {
    #expect(try run(options: ["pin=off"], until: "first").torn > 0)
  }
}
