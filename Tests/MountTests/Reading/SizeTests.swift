import TestSupport
import Testing

@Suite(.everyStore) struct SizeTests {
  @Test(arguments: [
    "stat -c %s $F", "wc -c < $F", "ls -l $F | awk '{print $5}'", "find $F -printf '%s\\n'",
  ])
  func `the first to ask for the size is told the true one`(_ script: String) throws {
    let mounted = try Mounted.seeded()
    let result = mounted.sh(
      """
      F=$M/sample/merged/last24h.pprof
      told=$(\(script)); true=$(cat $F | wc -c)
      [ "$told" -gt 1000 ] && [ "$told" = "$true" ] || { echo "told $told, true $true"; exit 1; }
      """)
    #expect(result.status == 0, "\(result)")
  }

  @Test func `the size stays true when the result was forgotten under a reader's map`() throws {
    let mounted = try Mounted.seeded()
    let result = mounted.sh(
      """
      set -e; F=$M/sample/merged/last24h.pprof; mkfifo $W/go
      sum=$(sha256sum < $F)
      $GOTOOLS hold $F < $W/go > $W/held & exec 9> $W/go
      until grep -q open $W/held; do :; done
      for i in $(seq 100); do rm $F; ls $M/sample/merged > $W/list; [ -s $F ]; done
      echo >&9; wait $!
      [ $(grep -c "${sum%% *}" $W/held) = 2 ] || { cat $W/held; exit 1; }
      """)
    #expect(result.status == 0, "\(result)")
  }
}
