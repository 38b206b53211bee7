import TestSupport
import Testing

/// Go's tool, used as Go's page on PGO has it, damages names of generic functions; pgofs doesn't.
@Suite(.everyStore) struct GenericNameTests {
  @Test func `names of generic functions stay whole, which go tool pprof -proto damages`() throws {
    let mounted = try Mounted()
    let result = mounted.go(
      Array(Corpus.service.captures(of: "svc").suffix(24)).writing + #"""
        # The names of all callers and callees.
        names() { "$preprofile" -i "$1" | sed 1d | awk 'NR % 3' | sort -u; }
        whole='hmac.New[go.shape.interface { BlockSize() int; Reset(); '
        damaged='hmac.New[go.shape.interface { BlockSize int; Reset; '

        for capture in "$M"/svc/2024-10-1?/*Z.pprof; do names "$capture"; done | sort -u >"$W/all"
        grep -qF "$whole" "$W/all"
        names "$M/svc/merged/all.pprof" >"$W/ours"
        names "$M/svc/merged/all.pgo" >"$W/edges"
        cmp "$W/all" "$W/ours"
        cmp "$W/all" "$W/edges"

        "$pprof" -proto -output="$W/tool.gz" "$M"/svc/2024-10-1?/*Z.pprof 2>"$W/pprof.log"
        names "$W/tool.gz" >"$W/theirs"
        grep -qF "$damaged" "$W/theirs"
        not grep -qF "$whole" "$W/theirs"
        not cmp -s "$W/all" "$W/theirs"
        """#)
    #expect(result.status == 0, "\(result)")
  }
}
