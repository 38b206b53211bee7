import TestSupport
import Testing

/// What may be written: a Go CPU profile, gzip or plain.
@Suite(.everyStore) struct StoredContentTests {
  @Test func `a Go CPU profile is stored byte for byte, gzip or plain`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      mkdir -p $M/sample/2024-10-12
      zcat $SVC/000.pprof > $W/plain
      gzip -9 < $W/plain > $W/best
      cp $SVC/000.pprof $M/sample/2024-10-12/09-00-00Z.pprof
      cp $W/plain $M/sample/2024-10-12/09-00-01Z.pprof
      cp $W/best $M/sample/2024-10-12/09-00-02Z.pprof
      for place in $M $(kept); do
        same $SVC/000.pprof $place/sample/2024-10-12/09-00-00Z.pprof
        same $W/plain $place/sample/2024-10-12/09-00-01Z.pprof
        same $W/best $place/sample/2024-10-12/09-00-02Z.pprof
      done
      """)
  }

  @Test func `every profile of the corpora is stored byte for byte`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      mkdir -p $M/sample/2024-10-12
      n=0
      for file in $STD/*.pprof $SVC/*.pprof; do
        name=$(printf '%02d-%02d-00Z' $((n / 60)) $((n % 60)))
        n=$((n + 1))
        cp $file $M/sample/2024-10-12/$name.pprof
      done
      is $n "$(ls $M/sample/2024-10-12 | wc -l)"
      cat $STD/*.pprof $SVC/*.pprof | sha256sum > $W/written
      cat $(kept sample/2024-10-12)/*.pprof | sha256sum > $W/stored
      same $W/written $W/stored
      """)
  }

  @Test func `close returns 0 when it is stored, and in every window that holds it`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      mkdir -p $M/sample/2024-10-12
      for n in 0 1 2 3; do
        cp $SVC/00$n.pprof $M/sample/2024-10-12/09-0$n-00Z.pprof
        [ -s $(kept sample/2024-10-12/09-0$n-00Z.pprof) ]
        is "captures  $((n + 1))" "$(grep -o '^captures  [0-9]*' $M/sample/merged/today.txt)"
      done
      """)
  }
}
