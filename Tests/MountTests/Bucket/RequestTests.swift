import TestSupport
import Testing

/// What operations on a mount cost, counted on the wire.
@Suite struct RequestTests {
  private let proxy: S3Proxy
  private let bucket: Bucket

  init() throws {
    proxy = try S3Proxy()
    bucket = Bucket(through: proxy.endpoint)
  }

  /// Runs a script in which `costs REQUESTS` says what was asked since the last time: the operations
  /// in order of their names, each with its count. What is shared in the bucket isn't counted.
  private func run(_ script: String) {
    let result = bucket.sh(
      #"""
      set -e
      host() { pgofs "$B" $M -o cache_dir=$C/cache-$1,refresh=60s; }
      # What was just written may be open for an instant.
      leave() { until pgofs unmount $M 2> /dev/null; do :; done; }
      asked() {
        curl -sf $CONTROL/counts | python3 -c '
      import json, os, sys
      asked = json.load(sys.stdin)["operations"]
      now = {name: count["requests"] for name, count in asked.items() if ".pgofs" not in name}
      before = json.load(open("asked")) if os.path.exists("asked") else {}
      json.dump(now, open("asked", "w"))
      since = {name: count - before.get(name, 0) for name, count in sorted(now.items())}
      print(", ".join(f"{name} {count}" for name, count in since.items() if count))'
      }
      costs() {
        local asked=$(asked)
        [ "$asked" = "$1" ] || { echo "$asked, not $1" >&2; exit 1; }
      }

      """# + script, environment: ["CONTROL": proxy.control])
    #expect(result.status == 0, "\(result)")
  }

  @Test func `a write is one PUT, and a read one GET`() {
    run(
      """
      host one; mkdir -p $M/sample/2024-10-12; asked
      cp $SVC/000.pprof $M/sample/2024-10-12/09-00-00Z.pprof
      costs 'ListObjectsV2 1, PutObject 1'
      for i in 10 11 12 13; do
        cp $SVC/0$i.pprof $M/sample/2024-10-12/09-$i-00Z.pprof
        costs 'PutObject 1'
      done
      cat $M/sample/2024-10-12/* | cmp - <(cat $SVC/000.pprof $SVC/01[0-3].pprof)
      costs 'GetObject 5'
      ls -l $M/sample/2024-10-12; stat $M/sample/2024-10-12/*
      costs ''
      """)
  }

  @Test func `a new day costs its mark as well`() {
    run(
      """
      host one; mkdir -p $M/sample/2024-10-12; ls $M/sample; asked
      mkdir $M/sample/2024-10-13
      costs 'ListObjectsV2 2, PutObject of .directory 1'
      """)
  }

  @Test func `a day is listed by one request for a thousand keys, and its captures by none`() {
    run(
      """
      # With its mark the day has a thousand keys.
      mkdir day; cp $SVC/000.pprof one
      for i in {0..998}; do
        printf -v name 'day/%02d-%02d-%02dZ.pprof' $((i / 60)) $((i % 60)) 0
        ln one $name
      done
      host one; mkdir -p $M/sample/2024-10-12; asked
      cp day/* $M/sample/2024-10-12
      costs 'ListObjectsV2 1, PutObject 999'
      leave; host two; asked
      # The root, the app and the day.
      [ "$(ls -l $M/sample/2024-10-12 | wc -l)" = 1000 ]
      costs 'ListObjectsV2 3'
      """)
  }

  @Test func `a window that was read before costs a listing`() {
    run(
      """
      host one; mkdir -p $M/sample/2024-10-12
      for i in {10..29}; do cp $SVC/0$i.pprof $M/sample/2024-10-12/09-$i-00Z.pprof; done
      leave; host two; ls $M > /dev/null; asked
      cat $M/sample/merged/all.pprof > first
      costs 'GetObject 20, ListObjectsV2 1'
      cat $M/sample/merged/all.pprof | cmp - first
      costs ''
      leave; host two; ls $M > /dev/null; asked
      cat $M/sample/merged/all.pprof | cmp - first
      costs 'ListObjectsV2 1'
      cat $M/sample/merged/all.pgo > /dev/null
      costs ''
      """)
  }

  @Test func `a new host reads the days that another one summed up, and no capture`() {
    run(
      """
      # Two days of five hours with eight captures each.
      host one; mkdir -p $M/sample/2024-10-1{1,2}
      for day in 11 12; do
        for i in {10..49}; do
          cp $SVC/0$i.pprof $M/sample/2024-10-$day/$(printf '%02d-%02d' $((i / 8)) $((i % 8)))-00Z.pprof
        done
      done
      leave
      for form in pgo pprof; do
        CACHE_DIRECTORY=$C/giver pgofs cat $B sample/merged/all.$form -o giver.$form
      done
      asked
      for form in pgo pprof; do
        CACHE_DIRECTORY=$C/taker pgofs cat $B sample/merged/all.$form -o taker.$form
        cmp giver.$form taker.$form
      done
      asked=$(asked); [[ $asked != *GetObject* ]] || { echo "$asked" >&2; exit 1; }
      """)
  }
}
