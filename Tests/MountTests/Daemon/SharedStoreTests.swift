import TestSupport
import Testing

@Suite(.everyStore) struct SharedStoreTests {
  /// `within CONDITION`: fails when the condition doesn't hold a second later.
  private static let within = """
    within() {
      local end=$(($(date +%s%N) + 1000000000)) start
      while start=$(date +%s%N); ! eval "$1"; do
        [ $start -lt $end ] || { echo "not within a second: $1"; exit 1; }
      done
    }

    """

  @Test func `two mounts of one store see each other's changes within a second`() throws {
    let one = try Mounted(options: ["refresh=500ms"])
    let two = try Mounted(options: ["refresh=500ms"], storeOf: one)
    let result = one.sh(
      Self.within + """
        T=\(two.path)
        ls -R $M $T > /dev/null
        mkdir -p $M/sample/2024-10-12; within '[ -d $T/sample/2024-10-12 ]'
        cp $SVC/000.pprof $M/sample/2024-10-12/09-00-00Z.pprof
        within 'cmp -s $SVC/000.pprof $T/sample/2024-10-12/09-00-00Z.pprof'
        within '[ -n "$(ls $T/sample/merged)" ]'
        one=$(sha256sum < $T/sample/merged/all.pprof)
        cp -f $SVC/001.pprof $M/sample/2024-10-12/09-00-00Z.pprof
        within 'cmp -s $SVC/001.pprof $T/sample/2024-10-12/09-00-00Z.pprof'
        within '[ "$(bash -c "sha256sum < $T/sample/merged/all.pprof")" != "$one" ]'
        mv $M/sample $M/other; within '[ -d $T/other/merged ] && ! [ -e $T/sample ]'
        rm -r $T/other; within '[ -z "$(ls $M)" ]'
        """)
    #expect(result.status == 0, "\(result)")
  }

  @Test func `changes behind the mount show within a second`() throws {
    let mounted = try Mounted.seeded(options: ["refresh=500ms"])
    let result = mounted.sh(
      Self.within + """
        D=2024-10-12
        ls -lR $M > /dev/null
        count() { bash -c "sed -n 's/^captures  \\([0-9]*\\).*/\\1/p' $M/sample/merged/all.txt"; }
        put_behind $SVC/010.pprof sample/$D/10-00-00Z.pprof; within '[ "$(count)" = 4 ]'
        within '[ -f $M/sample/$D/10-00-00Z.pprof ]'
        remove_behind sample/$D/10-00-00Z.pprof; within '[ "$(count)" = 3 ]'
        within '! [ -e $M/sample/$D/10-00-00Z.pprof ]'
        put_behind $SVC/020.pprof sample/$D/09-00-00Z.pprof
        within 'cmp -s $SVC/020.pprof $M/sample/$D/09-00-00Z.pprof'
        make_behind new/$D; within '[ -d $M/new/$D ]'
        remove_behind sample; within '! [ -e $M/sample ]'
        """)
    #expect(result.status == 0, "\(result)")
  }
}
