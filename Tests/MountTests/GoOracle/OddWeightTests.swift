import TestSupport
import Testing

/// Call edges of captures add up to those of their merge, except for weights that cancel out or
/// overflow; a build reads what the merge has then, too.
@Suite(.everyStore) struct OddWeightTests {
  @Test func `weights that cancel out leave no call edge behind`() throws {
    try expectSameEdges([
      [("main", "f", 5), ("main", "g", 7)], [("main", "f", -5), ("main", "h", 1)],
    ])
  }

  @Test func `a function whose samples cancel out leaves no call edge behind`() throws {
    try expectSameEdges([
      [("main", "f", 5), ("x", "y", 3)], [("main", "g", -5), ("x", "z", 1)],
    ])
  }

  @Test func `weights that overflow wrap around as Go's do`() throws {
    try expectSameEdges([
      [("main", "f", .max), ("main", "g", 7)], [("main", "f", 3), ("main", "g", .max)],
      [("main", "f", 1), ("f", "h", 2)],
    ])
  }

  private func expectSameEdges(
    _ profiles: [[(caller: String, callee: String, weight: Int64)]]
  ) throws {
    var script = "mkdir -p $M/odd/2024-10-12\n"
    for (number, calls) in profiles.enumerated() {
      script += "printf '\(TinyProfile(calls: calls).escaped)' >$W/\(number)\n"
      script += "cp $W/\(number) $M/odd/2024-10-12/09-0\(number)-00Z.pprof\n"
    }
    let result = try Mounted().go(
      script + """
        same_merge odd/merged/all $W/[0-9]
        same_edges odd/merged/all
        PATH=\(CommandLineTools.built):$PATH
        pgofs merge --pgo -o $W/merged.pgo $W/[0-9]
        cmp <("$preprofile" -i $W/merged.pgo) $W/edges.pprof
        """)
    #expect(result.status == 0, "\(result)")
  }
}
