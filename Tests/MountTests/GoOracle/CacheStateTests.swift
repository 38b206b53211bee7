import ProfileStore
import TestSupport
import Testing

/// Whatever is in the cache, and whatever happens to it, merged files are what the Go tools say, and
/// to the last byte what a reader without a cache gets.
@Suite(.everyStore) struct CacheStateTests {
  @Test(arguments: ["std", "svc", "both"])
  func `captures that come and go, and a cache that does`(corpus: String) throws {
    var generator = SeededGenerator("cache states of \(corpus)")
    let arriving = CacheStateTests.placed(corpus, &generator)
    var script = CacheStateTests.prelude
    var present: [PlacedCapture] = []
    var next = 0
    while next < arriving.count {
      let batch = arriving[next...].prefix(.random(in: 1...12, using: &generator))
      next += batch.count
      present += batch
      script += Bool.random(using: &generator) ? Array(batch).writing : Array(batch).behind
      present.shuffle(using: &generator)
      let leaving = present.suffix(.random(in: 0...present.count / 4, using: &generator))
      present.removeLast(leaving.count)
      script += leaving.map { "rm \"$M/\($0.path)\"\n" }.joined()
      script += CacheStateTests.disturbances.randomElement(using: &generator)!
      if present.isEmpty { continue }
      script += """
        rm -f $M/shop/merged/all.pprof $M/shop/merged/all.pgo
        same_merge shop/merged/all \(present.inOrder)
        same_edges shop/merged/all
        for f in all.pgo all.pprof all.txt; do same_uncached $f; done

        """
    }
    let result = try Mounted(options: ["refresh=100ms"]).go(script)
    #expect(result.status == 0, "PGOFS_SEED=\(generator.seed): \(result)")
  }

  @Test func `two mounts that share a cache, in which one deletes at random`() throws {
    let captures = Corpus.service.captures(of: "shop")
    let mounted = try Mounted()
    let result = mounted.go(
      CacheStateTests.prelude + captures.writing + """
        CACHE_DIRECTORY=$C; export CACHE_DIRECTORY
        (while :; do find $C -type f | shuf -n 20 | xargs -r rm -f; done) & deleting=$!
        (for i in $(seq 5); do
          pgofs cat $S shop/merged/all.pprof >$W/other.pprof && gzip -t $W/other.pprof || exit 1
        done) & reading=$!
        for i in $(seq 5); do
          rm $M/shop/merged/all.pprof $M/shop/merged/all.pgo
          for f in all.pgo all.pprof; do same_uncached $f; done
        done
        wait $reading; kill $deleting
        cmp $W/other.pprof $M/shop/merged/all.pprof
        same_merge shop/merged/all \(captures.inOrder)
        """)
    #expect(result.status == 0, "\(result)")
  }

  @Test func `a cache disk that fills up costs nothing but time`() throws {
    let captures = Corpus.service.captures(of: "shop")
    let result = try Mounted().go(
      CacheStateTests.prelude + """
        mount -t tmpfs -o size=400k tmpfs $C
        \(captures.writing)
        for i in 1 2; do
          rm $M/shop/merged/all.pprof
          same_merge shop/merged/all \(captures.inOrder)
          same_edges shop/merged/all
        done
        eventually grep -q "parts of windows aren't kept" $M/.pgofs/events.log
        for f in all.pgo all.pprof; do same_uncached $f; done
        """)
    #expect(result.status == 0, "\(result)")
  }

  /// `same_uncached NAME`: a reader without a cache gets the same of merged/NAME.
  private static let prelude = #"""
    PATH=\#(CommandLineTools.built):$PATH
    same_uncached() {
      cmp $M/shop/merged/$1 <(CACHE_DIRECTORY=$W/nothing/cache pgofs cat $S shop/merged/$1)
    }
    eventually() { until "$@" >/dev/null 2>&1; do sleep 0.01; done; }
    files() { find $C -type f | sort | shuf -n $2 --random-source=<(yes $1); }

    """#

  private static let disturbances = [
    "", "",
    // Something may be kept at the same moment.
    "rm -rf $C 2>/dev/null || :\n", "rm -rf $C/v[0-9]* 2>/dev/null || :\n",
    "files 1 1000 | awk 'NR % 2' | xargs -r rm -f || :\n",
    "for f in $(files 2 40); do [ ! -e $f ] || truncate -s 60 $f; done\n",
    """
    for f in $(files 3 40); do
      [ ! -e $f ] || dd if=/dev/zero of=$f bs=4 count=1 seek=13 conv=notrunc status=none
    done

    """,
    "for f in $(files 4 10); do g=$(files 5 1); [ ! -e $f -o $f = $g ] || cp $f $g; done\n",
  ]

  /// 60 profiles at random times of three days, several in most hours, in the order in which they
  /// arrive.
  private static func placed(
    _ corpus: String, _ generator: inout SeededGenerator
  ) -> [PlacedCapture] {
    var profiles: [String] = []
    if corpus != "svc" { profiles += Corpus.standardLibrary.profiles }
    if corpus != "std" { profiles += Corpus.service.profiles }
    var captures: [String: PlacedCapture] = [:]
    for profile in profiles.shuffled(using: &generator).prefix(60) {
      let hour = Int64.random(in: 1...5, using: &generator) * 12 * Timestamp.hour
      let time = TestClock().now.advanced(
        byMilliseconds: -hour + .random(in: 0..<Timestamp.hour, using: &generator))
      let capture = PlacedCapture(
        profile: profile, app: Bool.random(using: &generator) ? "shop" : "shop/api",
        name: CaptureName(time: time))
      captures[capture.path] = capture
    }
    return captures.values.sorted(by: PlacedCapture.precedes).shuffled(using: &generator)
  }
}

extension [PlacedCapture] {
  /// The script that puts them into the store behind the mount.
  fileprivate var behind: String {
    map { "put_behind \"\($0.profile)\" \"\($0.path)\"\n" }.joined()
      + map { "eventually test -e \"$M/\($0.path)\"\n" }.joined()
  }
}
