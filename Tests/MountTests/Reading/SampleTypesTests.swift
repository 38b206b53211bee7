import TestSupport
import Testing

@Suite(.everyStore) struct SampleTypesTests {
  /// Writes captures of the two kinds, in order, a minute apart; prints which kind was merged.
  private func merged(_ kinds: [String]) throws -> String {
    let mounted = try Mounted()
    let result = mounted.sh(
      """
      set -e; i=10
      for kind in \(kinds.joined(separator: " ")); do
        case $kind in
        both) types='samples/count cpu/nanoseconds';;
        count) types='samples/count';;
        esac
        $GOTOOLS encode 3 $types | put_behind - sample/2024-10-12/09-$i-00Z.pprof; i=$((i + 1))
      done
      go tool pprof -raw $M/sample/merged/last24h.pprof 2> /dev/null | sed -n '/^Samples/,/^ /p'
      grep -c "its types are" $M/sample/merged/last24h.txt
      """)
    #expect(result.status == 0, "\(result)")
    return result.out
  }

  @Test func `of different sample types the largest group is merged`() throws {
    #expect(
      try merged(["both", "count", "count"])
        == "Samples:\nsamples/count\n         14: 1 2 3 \n1\n")
    #expect(
      try merged(["both", "count", "both"])
        == "Samples:\nsamples/count cpu/nanoseconds\n         14         14: 1 2 3 \n1\n")
  }

  @Test func `on a tie the group of the earliest capture is merged`() throws {
    #expect(
      try merged(["both", "count", "count", "both"])
        == "Samples:\nsamples/count cpu/nanoseconds\n         14         14: 1 2 3 \n2\n")
    #expect(
      try merged(["count", "both", "both", "count"])
        == "Samples:\nsamples/count\n         14: 1 2 3 \n2\n")
  }

  @Test func `on a tie at the same time the first path decides, on every mount`() throws {
    for _ in 0..<8 {
      let mounted = try Mounted()
      let result = mounted.sh(
        """
        $GOTOOLS encode 3 samples/count | put_behind - prod/a/2024-10-12/09-00-00Z.pprof
        $GOTOOLS encode 3 samples/count cpu/nanoseconds |
          put_behind - prod/b/2024-10-12/09-00-00Z.pprof
        grep '^types' $M/prod/merged/all.txt
        """)
      #expect(
        result.out.hasPrefix("types     samples/count,")
          || result.out.hasPrefix("types     samples/count\n") || !result.out.contains("cpu"),
        "\(result)")
    }
  }
}
