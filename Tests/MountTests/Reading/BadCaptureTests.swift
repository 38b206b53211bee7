import TestSupport
import Testing

/// Bytes that come to be in the store behind the mount.
private let garbage = [
  "text": "echo hello", "nothing": ":", "HTML": "echo '<!DOCTYPE html>'",
  "random bytes": "head -c 9999 /dev/urandom", "a torn profile": "head -c 9999 $SVC/010.pprof",
  "a bad checksum": "head -c -8 $SVC/010.pprof; echo 12345678",
  "a heap profile": "$GOTOOLS encode 3 alloc_objects/count alloc_space/bytes",
  "a profile without samples": "printf ''",
]

@Suite(.everyStore) struct BadCaptureTests {
  @Test(arguments: garbage.keys.sorted())
  func `a bad capture never spoils a window`(_ kind: String) throws {
    let mounted = try Mounted.seeded(options: ["refresh=0"])
    let result = mounted.sh(
      """
      set -e; F=$M/sample/merged/last24h
      good=$(sha256sum < $F.pprof; sha256sum < $F.pgo)
      bad=2024-10-12/09-01-30Z_bad.pprof; (\(garbage[kind]!)) | put_behind - sample/$bad
      until ls $M/sample/2024-10-12 | grep -q bad; do :; done
      [ "$(sha256sum < $F.pprof; sha256sum < $F.pgo)" = "$good" ] || { echo spoilt; exit 1; }
      grep -A1 '^left out' $F.txt | grep "sample/$bad  [a-z]"
      grep "sample/$bad: left out.*[a-z]" $M/.pgofs/events.log
      [ $(grep -c $bad $M/.pgofs/events.log) = 1 ]
      grep '"left_out": 1' $M/.pgofs/status.json
      rm $M/sample/$bad; grep '"left_out": 0' $M/.pgofs/status.json
      if grep bad $F.txt; then echo "should have failed" >&2; exit 9; fi
      """)
    #expect(result.status == 0, "\(kind): \(result)")
  }

  @Test func `a capture over the limits is left out, and the reason says so`() throws {
    let mounted = try Mounted.seeded(options: ["max_profile=25K,max_inflated=200K,refresh=0"])
    let result = mounted.sh(
      """
      set -e; F=$M/sample/merged/last24h
      good=$(sha256sum < $F.pprof)
      head -c 30000 /dev/zero | put_behind - sample/2024-10-12/09-01-30Z_large.pprof
      head -c 900000 /dev/zero | gzip | put_behind - sample/2024-10-12/09-01-31Z_bomb.pprof
      until ls $M/sample/2024-10-12 | grep -q bomb; do :; done
      [ "$(sha256sum < $F.pprof)" = "$good" ]; cat $F.txt
      """)
    #expect(result.status == 0, "\(result)")
    let reasons = result.out.split(separator: "\n").filter { $0.contains("09-01-3") }
    #expect(reasons.count == 2, "\(result)")
    #expect(reasons[0].contains("max_profile"), "\(reasons)")
    #expect(reasons[1].contains("max_inflated"), "\(reasons)")
  }

  @Test func `a window of bad captures alone has nothing to build from`() throws {
    let mounted = try Mounted()
    let result = mounted.sh(
      """
      echo x | put_behind - sample/2024-10-12/09-01-30Z.pprof
      cat $M/sample/merged/last24h.pprof 2>&1; cat $M/sample/merged/last24h.txt
      """)
    #expect(result.out.contains("No data available"), "\(result)")
    #expect(result.out.contains("1 left out"), "\(result)")
  }
}
