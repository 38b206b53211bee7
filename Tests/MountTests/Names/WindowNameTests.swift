import TestSupport
import Testing

/// Windows: `merged/<window>.<ext>`. The clock stands at 2024-10-12 12:00 UTC, a Saturday of week 41.
@Suite(.everyStore) struct WindowNameTests {
  // Captures, each with one of the corpus's services, so that a merge is told from another by size.
  private static let captures = """
    put() { mkdir -p $M/sample/${1%/*}; cp $SVC/0$2.pprof $M/sample/$1; }
    mkdir $M/sample
    put 2024-09-30/23-59-59.999Z.pprof 01
    put 2024-10-07/00-00-00Z.pprof 02
    put 2024-10-11/10-00-00Z.pprof 03
    put 2024-10-12/09-30-00Z.pprof 04
    put 2024-10-12/11-59-59Z.pprof 05

    """

  private func holds(_ captures: Int, _ windows: String...) throws {
    let mounted = try Mounted()
    mounted.scenario(
      Self.captures + """
        for window in \(windows.map { "'\($0)'" }.joined(separator: " ")); do
          grep -q '^captures  \(captures == 0 ? "none" : "\(captures) ")' $M/sample/merged/$window.txt
          if [ \(captures) = 0 ]; then
            refuses ENOENT cat $M/sample/merged/$window.pprof
            refuses ENOENT cat $M/sample/merged/$window.pgo
          else
            gzip -t < $M/sample/merged/$window.pprof
            gzip -t < $M/sample/merged/$window.pgo
          fi
        done
        """)
  }

  @Test func `a date is a whole day, month or week`() throws {
    try holds(1, "2024-10-11", "2024-10-07", "2024-09", "2024-W40")
    try holds(2, "2024-10-12")
    try holds(4, "2024-10", "2024-W41")
    try holds(0, "2024-10-10", "2024-11", "2023-W41")
  }

  @Test func `a window runs from one bound to another, dates whole and instants exclusive`() throws
  {
    try holds(3, "2024-10-11_2024-10-12", "2024-10-11_now", "1728640800000_1728748800000")
    try holds(5, "2024-09_2024-10", "2024-W40_2024-W41")
    try holds(
      1, "2024-10-12T09_2024-10-12T10", "2024-10-12T09-30_2024-10-12T11-59-59",
      "2024-10-12T09:30:00_2024-10-12T11:59:59", "2024-10-12T11-30-00+02_2024-10-12T10Z",
      "2024-10-12T04:30-05_2024-10-12T10", "1728725400000_1728725400001")
    try holds(0, "2024-10-12T09_2024-10-12T09-30", "2024-10-12T09-30-01_2024-10-12T11")
  }

  @Test func `last is the last whole units`() throws {
    try holds(1, "last12h", "last180m")
    try holds(2, "last26h", "last5d")
  }

  @Test func `last runs to now when its whole units hold nothing`() throws {
    try holds(1, "last1h", "last60m")
  }

  @Test func `newest counts from the newest capture`() throws {
    let mounted = try Mounted()
    mounted.clock.advance(by: .seconds(100 * 86_400))
    mounted.scenario(
      Self.captures + """
        refuses ENOENT cat $M/sample/merged/last7d.pgo
        grep -q '^captures  2 ' $M/sample/merged/newest6d.txt
        cat $M/sample/merged/newest6d.pgo > $W/x
        """)
  }

  @Test func `today, yesterday and all`() throws {
    try holds(2, "today")
    try holds(1, "yesterday")
    try holds(5, "all")
  }

  @Test func `a window that doesn't parse is EINVAL, and events.log names a valid form`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      Self.captures + """
        for window in 7d last7y last0d newest 2024-13 2024-10-12T25_now 2024-10-12_2024-10-11 \\
          2024-10-12-2024-10-14 20241012 now now_now a_b_c 2024-10-12T09 2024-W54 LAST7D ''; do
          for form in pprof pgo txt json svg; do
            refuses EINVAL cat $M/sample/merged/$window.$form
          done
          grep -F "sample/merged/$window.pgo: " $M/.pgofs/events.log | grep -q 'for example'
        done
        """)
  }

  @Test func `a name in merged that isn't of our form is ENOENT`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      Self.captures + """
        for name in last7d last7d.prof x .git .pprof.swp last7d.pgo~ last7d.pgo.gz HEAD; do
          refuses ENOENT cat $M/sample/merged/$name
        done
        """)
  }

  @Test func `a window without captures is ENOENT`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      Self.captures + """
        mkdir $M/empty
        for app in sample/merged/2023-01-01 empty/merged/all empty/merged/last7d; do
          refuses ENOENT cat $M/$app.pprof
          refuses ENOENT cat $M/$app.pgo
          cat $M/$app.txt > $W/x
        done
        """)
  }

  @Test func `a window spans the apps at and below its own`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      for app in prod prod/a prod/a/b prod2; do
        mkdir -p $M/$app/2024-10-12
        cp $SVC/000.pprof $M/$app/2024-10-12/09-30-00Z.pprof
      done
      held() { grep '^captures  ' $M/$1/merged/today.txt | cut -d ' ' -f 3; }
      is '3 2 1 1' "$(held prod) $(held prod/a) $(held prod/a/b) $(held prod2)"
      mkdir $M/all
      refuses ENOENT cat $M/merged/all.pprof
      """)
  }

  @Test func `the README holds the grammar, and every window of it opens`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      Self.captures + """
        cd $M/sample/merged
        is README "$(ls | head -1)"
        sed -n 's/^ \\{4\\}\\([^ <][^ ]*\\) .*/\\1/p' README | grep -v '[<$]' | grep -v '^go$' > $W/windows
        [ $(wc -l < $W/windows) -ge 10 ]
        while read window; do
          cat $window.txt > /dev/null
        done < $W/windows
        """)
  }
}
