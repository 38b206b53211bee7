import TestSupport
import Testing

/// `pgofs ls [-l] SOURCE [PATH]`: the same tree without a mount.
@Suite(.everyStore) struct ListCommandTests {
  let tools = CommandLineTools()

  @Test func `ls lists apps, days, captures and what merged offers`() {
    let result = tools.sh(
      """
      pgofs ls $S; echo; pgofs ls $S sample; echo; pgofs ls $S sample/2024-10-12; echo
      pgofs ls $S prod; echo; pgofs ls $S sample/merged
      """)
    #expect(
      result.out == """
        prod/
        sample/

        2024-10-12/
        merged/

        09-30-00Z.pprof
        09-40-00Z_pod-1.pprof
        09-40-00Z_pod-2.pprof

        api/
        merged/

        README

        """, "\(result)")
    #expect(result.error == "")
  }

  @Test func `a path may begin and end with slashes and have dots in it`() {
    let result = tools.sh(
      """
      pgofs ls $S sample >expected
      for path in sample/ /sample /sample/ ./sample sample/. sample//. sample/../sample ../sample \\
        sample/2024-10-12/..; do
        pgofs ls $S $path | cmp - expected || echo $path
        pgofs ls $S/ $path | cmp - expected || echo $path
      done
      for path in / . .. sample/..; do test "$(pgofs ls $S $path)" = "$(pgofs ls $S)" || echo $path; done
      """)
    #expect(result.out == "" && result.error == "", "\(result)")
  }

  @Test(.only(.local, because: "the location of a bucket is always absolute"))
  func `a directory may be named by a relative path`() {
    let result = tools.sh(
      """
      pgofs ls $S sample >expected
      cd $S/sample
      for source in .. ../. ../sample/..; do pgofs ls $source sample | cmp - $W/expected; done
      """)
    #expect(result.status == 0 && result.out == "" && result.error == "", "\(result)")
  }

  @Test func `merged lists the last day and week where the app has captures in them`() {
    let result = tools.sh(
      """
      today=$(date -u -d '-3 hours' +%Y-%m-%d) time=$(date -u -d '-3 hours' +%H-%M-%SZ)
      put_behind $SVC/004.pprof sample/$today/$time.pprof
      pgofs ls $S sample/merged
      pgofs ls $S prod/api/merged/
      pgofs cat $S sample/merged/last24h.pprof | gzip -dc >window
      pgofs merge $SVC/004.pprof | gzip -dc | cmp - window
      """)
    #expect(
      result.out == """
        README
        last24h.pgo
        last24h.pprof
        last7d.pgo
        last7d.pprof
        README

        """, "\(result)")
  }

  @Test func `-l shows sizes and times, and computes what is named but not what is listed`() {
    let result = tools.sh(
      """
      set -e
      pgofs ls -l $S sample/2024-10-12
      size=$(stat -c %s $SVC/000.pprof)
      pgofs ls -l $S sample/2024-10-12 | grep -q "^ *$size  2024-10-12 09:30:00Z  *09-30-00Z.pprof$"
      pgofs ls -l $S sample/2024-10-12/09-30-00Z.pprof | grep -q "^ *$size  2024-10-12 09:30:00Z  "
      size=$(pgofs cat $S sample/merged/all.pgo | wc -c)
      pgofs ls -l $S sample/merged/all.pgo | grep -q "^ *$size  2024-10-12 09:40:00Z  "
      put_behind $SVC/004.pprof sample/$(date -u +%Y-%m-%d/%H-%M-%SZ).pprof
      pgofs ls -l $S sample/merged | grep -q '^ *-  computed when read  *last24h.pgo$'
      pgofs ls -l $S sample/merged | grep -q '^ *[0-9][0-9]*  .*README$'
      pgofs ls -l $S sample | grep -q '^ *-  .*  merged/$'
      """)
    #expect(result.status == 0, "\(result)")
  }

  @Test func `a store without an app is said to be one`() throws {
    let program = try Program()
    let result = program.sh("$PGOFS ls $S; echo $?")
    #expect(result.out == "0\n")
    #expect(result.error == "pgofs: \(program.store.source): there is no app in this store\n")
  }

  @Test func `a path that isn't there is an error that says what isn't`() {
    let result = tools.sh(
      """
      pgofs ls $S nosuch/2024-10-12; echo $?
      pgofs ls $S sample/2024-10-12/09-30-00Z.pprof/; echo $?
      """)
    #expect(result.out == "1\n1\n")
    #expect(
      result.error == """
        pgofs: error: nosuch: no such file or directory
        pgofs: error: sample/2024-10-12/09-30-00Z.pprof/: not a directory

        """)
  }
}
