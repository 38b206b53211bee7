import TestSupport
import Testing

/// `pgofs prune SOURCE`: captures go by age, size and window.
@Suite struct PruneCommandTests {
  let tools = CommandLineTools()

  @Test func `captures older than a time go, with the days that are empty then`() {
    let result = tools.sh(
      """
      day=$(date -u -d '-1 day' +%F) && mkdir $S/sample/$day $S/sample/2024-10-13
      cp $SVC/004.pprof $S/sample/$day/12-00-00Z.pprof
      pgofs prune $S --older-than 30d || exit 1
      [ "$(find $S -type f)" = $S/sample/$day/12-00-00Z.pprof ] || find $S
      ls $S/sample $S/prod/api | grep -v $day
      """)
    #expect(result.status == 0, "\(result)")
    #expect(result.out.contains("2024-10-13\n") && !result.out.contains("2024-10-12"), "\(result)")
    #expect(result.error.contains("4 captures of "), "\(result)")
    #expect(result.error.contains(" deleted, 2 empty days removed\n"), "\(result)")
  }

  @Test func `the oldest captures go until the rest fits, and the newest of each app stay`() {
    let result = tools.sh(
      """
      pgofs prune $S --max-size $(cat $S/sample/2024-10-12/*pod* | wc -c) && find $S -type f
      pgofs prune $S --max-size 0 --keep-last 1 && find $S -type f
      """)
    let day = "\(tools.store.source)/sample/2024-10-12"
    let pods = ["1", "2", "2"].map { "\(day)/09-40-00Z_pod-\($0).pprof" }
    #expect(result.out.split(separator: "\n").map(String.init).sorted() == pods, "\(result)")
    #expect(result.error.contains("2 captures of "), "\(result)")
    #expect(result.error.contains("; --keep-last keeps 1;"), "\(result)")
  }

  @Test func `captures in a window of an app go`() {
    let result = tools.sh(
      """
      pgofs prune $S --window 2024-10-11_2024-10-12T09-35 --app sample
      pgofs ls $S sample/2024-10-12
      pgofs prune $S --window all --app prod && find $S/prod
      """)
    #expect(
      result.out == """
        09-40-00Z_pod-1.pprof
        09-40-00Z_pod-2.pprof
        \(tools.store.source)/prod
        \(tools.store.source)/prod/api

        """, "\(result)")
  }

  @Test func `a dry run names what would go and deletes nothing`() {
    let result = tools.sh(
      """
      find $S | sort >before
      pgofs prune $S --older-than 1h --keep-last 2 --dry-run
      find $S | sort | diff before -
      """)
    #expect(result.out == "sample/2024-10-12/09-30-00Z.pprof\n", "\(result)")
    #expect(result.error.contains("1 capture of "), "\(result)")
    #expect(result.error.contains("would be deleted; --keep-last keeps 3\n"), "\(result)")
  }

  @Test func `a prune without a criterion, or with a wrong one, is a wrong call`() {
    for (arguments, reason) in [
      ("", "--older-than, --max-size or --window"), ("--keep-last 3", "--older-than"),
      ("--older-than 30", "write a time such as 30d"), ("--older-than -1d", "--older-than"),
      ("--max-size 10X", "write a size such as"), ("--window lst24h", "last24h"),
      ("--max-size 1G --keep-last -1", "--keep-last"), ("--max-size 0 --app 2024-10-12", "--app"),
    ] {
      let result = tools.sh("pgofs prune $S \(arguments); echo $?; find $S -type f | wc -l")
      #expect(result.out == "64\n4\n", "\(arguments): \(result)")
      #expect(result.error.contains(reason), "\(arguments): \(result)")
    }
  }

  @Test func `what can't be deleted is an error, and what is deleted is said`() {
    let result = tools.sh(
      """
      chmod 755 $S/.. && chmod 777 $S/prod/api $S/prod/api/2024-10-11
      setpriv --reuid=65534 --clear-groups pgofs prune $S --max-size 0; echo $?
      find $S -type f | wc -l
      """)
    #expect(result.out == "1\n3\n", "\(result)")
    #expect(result.error.contains("1 capture of "), "\(result)")
    #expect(result.error.contains("error: sample/2024-10-12"), "\(result)")
  }

  @Test func `a bucket is pruned as a directory is, and mounts see it`() {
    let result = Bucket().sh(
      """
      mount $M || exit 1
      mkdir -p $M/prod/sample/2024-10-12 $M/prod/sample/2024-10-13 $M/prod/sample/pinned
      cp $SVC/000.pprof $M/prod/sample/pinned/v1.pgo
      for i in $(seq 10 29); do
        cp $SVC/0$i.pprof $M/prod/sample/2024-10-12/09-$i-00Z.pprof
        cp $SVC/0$i.pprof $M/prod/sample/2024-10-13/09-$i-00.250Z_pod.pprof
      done
      pgofs prune "$B" --older-than 1d --keep-last 5 --dry-run | wc -l
      pgofs prune "$B" --window 2024-10-12T09-20_2024-10-13T09-20 || exit 1
      pgofs ls "$B" prod/sample/2024-10-12 | wc -l; pgofs ls "$B" prod/sample/2024-10-13 | wc -l
      pgofs prune "$B" --older-than 1d --keep-last 5 || exit 1
      within '[ "$(ls $M/prod/sample | tr "\\n" " ")" = "2024-10-13 merged pinned " ]'
      within '[ "$(ls $M/prod/sample/2024-10-13 | wc -l)" = 5 ]'
      ls $M/prod/sample/2024-10-13
      pgofs check "$B" || exit 1
      """)
    #expect(result.status == 0, "\(result)")
    let captures = (25...29).map { "09-\($0)-00.250Z_pod.pprof" }
    let lines = ["35", "10", "10"] + captures
    #expect(result.out.split(separator: "\n").map(String.init) == lines, "\(result)")
    #expect(result.error.contains("deleted, 1 empty day removed"), "\(result)")
    #expect(result.error.contains("5 captures and 1 pinned profile are good"), "\(result)")
  }
}
