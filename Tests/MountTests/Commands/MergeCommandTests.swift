import TestSupport
import Testing

/// `pgofs merge [-o FILE] [--pgo] FILE...`
@Suite struct MergeCommandTests {
  let tools = CommandLineTools()

  @Test func `merge is Go's merge of the files in the order given`() {
    let result = tools.sh(
      goTools + """
        pgofs merge $SVC/*.pprof | gzip -dc >all
        go_merge go.all $SVC/*.pprof
        cmp all go.all
        pgofs merge $STD/time.pprof $SVC/005.pprof $STD/bufio.pprof $SVC/003.pprof | gzip -dc >some
        go_merge go.some $STD/time.pprof $SVC/005.pprof $STD/bufio.pprof $SVC/003.pprof
        cmp some go.some
        pgofs merge $SVC/005.pprof $STD/time.pprof | gzip -dc >swapped
        pgofs merge $STD/time.pprof $SVC/005.pprof | gzip -dc >unswapped
        not cmp -s swapped unswapped
        """)
    #expect(result.status == 0, "\(result)")
  }

  @Test func `plain files merge like gzip files, and one file alone is written as Go writes it`() {
    let result = tools.sh(
      goTools + """
        gzip -dc $SVC/001.pprof >plain
        pgofs merge $SVC/000.pprof plain | gzip -dc >mixed
        go_merge go.mixed $SVC/000.pprof $SVC/001.pprof
        cmp mixed go.mixed
        pgofs merge plain | gzip -dc >one
        go_merge go.one $SVC/001.pprof
        cmp one go.one
        """)
    #expect(result.status == 0, "\(result)")
  }

  @Test func `wherever the options stand, the merge is the same`() {
    let result = tools.sh(
      goTools + """
        pgofs merge -o before $SVC/000.pprof $SVC/001.pprof
        pgofs merge $SVC/000.pprof -o among $SVC/001.pprof
        pgofs merge $SVC/000.pprof $SVC/001.pprof -o behind
        pgofs merge -o dashes -- $SVC/000.pprof $SVC/001.pprof
        pgofs merge -- $SVC/000.pprof $SVC/001.pprof >stdout
        for file in among behind dashes stdout; do cmp before $file; done
        cp $SVC/000.pprof ./-first
        pgofs merge -o odd -- -first $SVC/001.pprof
        cmp before odd
        not pgofs merge
        not pgofs merge -o only
        not pgofs merge -first $SVC/001.pprof
        """)
    #expect(result.status == 0, "\(result)")
  }

  @Test func `with --pgo a build reads the same, from far fewer bytes`() {
    let result = tools.sh(
      goTools + """
        pgofs merge -o all.pprof $SVC/*.pprof
        pgofs merge --pgo -o all.pgo $SVC/*.pprof
        cmp <("$preprofile" -i all.pprof) <("$preprofile" -i all.pgo)
        test $(("$(stat -c %s all.pgo)" * 4)) -lt "$(stat -c %s all.pprof)"
        """)
    #expect(result.status == 0, "\(result)")
  }

  @Test func `-o writes the file whole, over an older one too, and through a link`() {
    let result = tools.sh(
      """
      set -e
      pgofs merge $SVC/000.pprof >stdout
      pgofs merge $SVC/000.pprof -o file
      cmp stdout file
      echo old >older && pgofs merge -o older $SVC/000.pprof && cmp stdout older
      mkdir elsewhere && echo old >elsewhere/target && ln -s elsewhere/target link
      pgofs merge -o link $SVC/000.pprof
      test -L link && cmp stdout elsewhere/target
      pgofs merge -o file file $SVC/001.pprof && pgofs merge $SVC/000.pprof $SVC/001.pprof | cmp - file
      test "$(ls -A)" = "$(printf 'elsewhere\\nfile\\nlink\\nolder\\nstdout')"
      """)
    #expect(result.status == 0, "\(result)")
  }

  @Test func `-o to a pipe or a device writes to it and leaves it what it is`() {
    let result = tools.sh(
      """
      set -e
      mkfifo pipe
      cat pipe >received &
      pgofs merge -o pipe $SVC/000.pprof
      wait
      test -p pipe
      pgofs merge $SVC/000.pprof | cmp - received
      """)
    #expect(result.status == 0, "\(result)")
  }

  @Test func `a file that can't be merged is named, and nothing is written`() {
    for (file, making, reason) in [
      ("missing.pprof", ":", "No such file or directory"),
      ("a-directory", "mkdir a-directory", "Is a directory"),
      ("text.pprof", "echo hello >text.pprof", "not a profile: it is text"),
      ("empty.pprof", ": >empty.pprof", "empty"),
      ("torn.pprof", "head -c 1000 $SVC/001.pprof >torn.pprof", "ends at byte 1000"),
      (
        "other.pprof", "gzip -dc $SVC/001.pprof | sed 's/nanoseconds/microsecond/g' >other.pprof",
        "microsecond"
      ),
    ] {
      for option in ["", "--pgo"] {
        let result = tools.sh(
          """
          \(making)
          echo old >existing
          pgofs merge \(option) -o new $SVC/000.pprof \(file)
          echo $?
          pgofs merge \(option) -o existing $SVC/000.pprof \(file)
          pgofs merge \(option) $SVC/000.pprof \(file)
          test ! -e new && echo old | cmp - existing && ls -A | grep -c pgofs
          rm -rf \(file)
          """)
        #expect(result.out == "1\n0\n", "\(file): \(result)")
        let lines = result.error.split(separator: "\n")
        #expect(lines.count == 3, "\(file): \(result)")
        for line in lines {
          #expect(line.hasPrefix("pgofs: error: \(file): ") && line.contains(reason), "\(result)")
        }
      }
    }
  }

  @Test func `of several files that can't be merged, the first is named`() {
    let result = tools.sh(
      """
      gzip -dc $SVC/001.pprof | sed 's/nanoseconds/microsecond/g' >other
      echo hello >text
      for option in "" --pgo; do
        pgofs merge $option -o out $SVC/00*.pprof other $SVC/01*.pprof text missing
        pgofs merge $option -o out $SVC/00*.pprof text $SVC/01*.pprof other missing
        pgofs merge $option -o out missing other text
        pgofs merge $option -o out other $SVC/00*.pprof text
      done
      test ! -e out
      """)
    #expect(result.status == 0, "\(result)")
    let named = result.error.split(separator: "\n").map { line in
      line.dropFirst("pgofs: error: ".count).prefix { $0 != ":" }
    }
    // Where the first has another schema, it is the second that differs.
    for run in [named.prefix(4), named.dropFirst(4)] {
      #expect(run.prefix(3) == ["other", "text", "missing"], "\(result)")
      #expect(run.last?.hasSuffix("000.pprof") == true && run.count == 4, "\(result)")
    }
  }

  @Test func `a merge that is killed leaves no file of that name`() {
    let result = tools.sh(
      """
      mkfifo endless && exec 3<>endless
      pgofs merge -o out $SVC/000.pprof endless &
      until ls -l /proc/$!/fd 2>/dev/null | grep -q endless; do :; done
      kill -9 $!
      wait $!
      ls -A | grep -v pgofs
      """)
    #expect(result.out == "endless\n", "\(result)")
  }

  @Test(.everyStore) func `the result can be pinned on a mount`() throws {
    let mounted = try Mounted()
    let result = mounted.sh(
      """
      set -e
      PATH=\(CommandLineTools.built):$PATH
      mkdir -p $M/sample/pinned $M/sample/2024-10-12
      pgofs merge --pgo -o $M/sample/pinned/v1.pgo $SVC/00*.pprof
      pgofs merge --pgo $SVC/00*.pprof | cmp - $M/sample/pinned/v1.pgo
      cp $SVC/000.pprof $M/sample/2024-10-12/09-00-00Z.pprof
      pgofs cat $S sample/merged/all.pgo -o $M/sample/pinned/v2.pgo
      cmp $M/sample/merged/all.pgo $M/sample/pinned/v2.pgo
      test "$(ls -A $M/sample/pinned)" = "$(printf 'v1.pgo\\nv2.pgo')"
      if pgofs merge -o $M/sample/merged/all.pprof $SVC/000.pprof; then exit 1; fi
      """)
    #expect(result.status == 0, "\(result)")
    #expect(result.error.contains("merged/all.pprof: Operation not permitted"), "\(result)")
  }

  @Test func `a missing directory for the result is named before anything is read`() {
    let result = tools.sh("pgofs merge -o missing/out $SVC/000.pprof; echo $?; ls -A")
    #expect(result.out == "1\n")
    #expect(
      result.error
        == "pgofs: error: missing/out: there is no directory missing; make it with mkdir\n")
  }

  @Test func `profiles without a call edge are nothing to build from`() {
    let result = tools.sh(
      """
      printf '\(TinyProfile(lonely: "main.main").escaped)' >idle.pprof
      pgofs merge --pgo -o out idle.pprof idle.pprof
      echo $?
      ls
      pgofs merge idle.pprof | wc -c
      """)
    #expect(result.out.hasPrefix("1\nidle.pprof\n"), "\(result)")
    #expect(result.error.contains("nothing to build from"), "\(result)")
  }

  @Test func `a file without an end is refused, not read until memory ends`() {
    let result = tools.sh("pgofs merge /dev/zero | wc -c")
    #expect(result.out == "0\n")
    #expect(result.error == "pgofs: error: /dev/zero: larger than 1 GiB, which no profile is\n")
  }

  @Test func `a profile isn't written to a terminal`() {
    let result = tools.sh("script -qec 'pgofs merge $SVC/000.pprof' typescript; echo $?")
    #expect(result.out.contains("name a file with -o, or send it through a pipe"), "\(result)")
    #expect(result.out.hasSuffix("1\n"), "\(result)")
  }
}
