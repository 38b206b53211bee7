import TestSupport
import Testing

/// A mount of a bucket that doesn't answer.
@Suite struct SilentBucketTests {
  @Test func `what was read is read on, what is written fails at close, and the status says so`()
    throws
  {
    let proxy = try S3Proxy()
    let result = Bucket(through: proxy.endpoint).sh(
      #"""
      set -e
      status() {
        python3 -c 'import json, sys; print(json.load(sys.stdin)[sys.argv[1]])' $1 < $M/.pgofs/status.json
      }
      mount $M
      mkdir -p $M/sample/2024-10-12 $M/sample/pinned
      for i in {10..29}; do cp $SVC/0$i.pprof $M/sample/2024-10-12/09-$i-00Z.pprof; done
      cat $M/sample/merged/all.pgo > all.pgo; cp all.pgo $M/sample/pinned/v1.pgo
      look() {
        cat $M/sample/merged/all.pgo $M/sample/pinned/v1.pgo $M/sample/2024-10-12/09-10-00Z.pprof
        find $M/sample | sort; du -sb $M/sample
      }
      look > before
      [ "$(status store_answers) $(status store_error) $(status captures)" = 'True None 20' ]

      curl -sf -X POST $CONTROL/dark
      until [ "$(status store_answers)" = False ]; do :; done
      look | cmp - before
      [ "$(status store_answers) $(status captures)" = 'False 20' ]
      [ "$(status store_error)" != None ] && [[ $(status store_silent_since) == 2*T*Z ]]
      # Who reads on doesn't wait for the bucket.
      timeout 5 bash -c 'for i in 1 2 3 4 5; do ls -l $M/sample/2024-10-12; done' > /dev/null
      if cp $SVC/030.pprof $M/sample/2024-10-12/09-30-00Z.pprof 2> error; then exit 1; fi
      grep -E 'Connection timed out|Input/output error' error

      curl -sf -X POST $CONTROL/light
      within '[ "$(status store_answers)" = True ]'
      cp $SVC/030.pprof $M/sample/2024-10-12/09-31-00Z.pprof
      grep -q '^captures  21 ' <(cat $M/sample/merged/all.txt)
      """#, environment: ["CONTROL": proxy.control])
    #expect(result.status == 0, "\(result)")
  }
}
