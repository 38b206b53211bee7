import TestSupport
import Testing

/// `pgofs import FROM SOURCE`: what pgolib wrote is taken over, once.
@Suite struct ImportCommandTests {
  let tools = CommandLineTools()

  /// A script that makes what pgolib's LocalDir leaves in $W/from.
  private let from = """
    mkdir from
    for i in 0 1 2 3; do cp $SVC/01$i.pprof from/api-172872540${i}250.pprof; done
    names() { (cd $S/$1 && find . -name '*.pprof' | sort); }

    """

  @Test func `a directory is taken over, and the second time all is there`() {
    let result = tools.sh(
      from + """
        list() { find from -printf '%p %i %s %T@ %C@\\n' | sort; }
        list >before
        pgofs import from $S --app taken/over; echo $?
        pgofs import from $S --app taken/over; echo $?
        list | diff before -
        names taken/over
        cmp $SVC/012.pprof $S/taken/over/2024-10-12/09-30-02.250Z.pprof
        pgofs cat $S taken/over/merged/all.pprof | cmp - <(pgofs merge $SVC/01[0-3].pprof) || exit 1
        """)
    #expect(result.status == 0, "\(result)")
    #expect(
      result.out == """
        0
        0
        ./2024-10-12/09-30-00.250Z.pprof
        ./2024-10-12/09-30-01.250Z.pprof
        ./2024-10-12/09-30-02.250Z.pprof
        ./2024-10-12/09-30-03.250Z.pprof

        """, "\(result)")
    #expect(result.error.contains("stored, 0 there already\n"), "\(result)")
    #expect(result.error.contains("0 captures of 0 bytes stored, 4 there already\n"), "\(result)")
  }

  @Test func `what is no capture is named and left out, and the status is 1`() {
    let result = tools.sh(
      from + """
        head -c 1000 $SVC/014.pprof >from/api-1728725404250.pprof
        printf '<html>' >from/api-1728725405250.pprof
        touch from/README
        for i in 1 2; do pgofs import from $S --app api; echo $?; done
        names api | wc -l
        """)
    #expect(result.out == "1\n1\n4\n", "\(result)")
    let errors = result.error.split(separator: "\n")
    #expect(errors.count == 6, "\(result)")
    #expect(errors[0].hasPrefix("pgofs: error: api-1728725404250.pprof: left out: "), "\(result)")
    #expect(errors[1].hasPrefix("pgofs: error: api-1728725405250.pprof: left out: "), "\(result)")
    #expect(errors[2].contains("2 left out; 1 file not of pgolib's names, such as README"))
  }

  @Test func `without an app the names tell it; several aren't mixed`() {
    let result = tools.sh(
      from + """
        cp $SVC/020.pprof from/web-1728725400250.pprof
        pgofs import from $S --app mixed; echo $?
        pgofs import from $S --app prod/web --only web || exit 1
        pgofs import from $S || exit 1
        names prod/web; names api | wc -l; names web; ls $S
        """)
    #expect(result.status == 0, "\(result)")
    #expect(
      result.out == """
        2
        ./2024-10-12/09-30-00.250Z.pprof
        4
        ./2024-10-12/09-30-00.250Z.pprof
        api
        prod
        sample
        web

        """, "\(result)")
    #expect(result.error.contains("error: from: it holds captures of api, web; choose one"))
  }

  @Test func `a dry run names what would be stored, and as what`() {
    let result = tools.sh(
      from + """
        find $S >before
        pgofs import from $S --app sample --dry-run
        find $S | diff before -
        """)
    #expect(result.status == 0, "\(result)")
    let lines = result.out.split(separator: "\n")
    #expect(lines.count == 4, "\(result)")
    #expect(
      lines.first == "api-1728725400250.pprof -> sample/2024-10-12/09-30-00.250Z.pprof",
      "\(result)")
  }

  @Test func `an import that was killed goes on where it was`() {
    let result = tools.sh(
      """
      mkdir from
      for i in $(seq 1000 1999); do
        cp $SVC/0$((i % 86 + 10)).pprof from/api-172872${i}250.pprof
      done
      pgofs import from $S --app api & pid=$!
      until [ -n "$(find $S/api -name '*.pprof' 2>/dev/null | head -1)" ]; do :; done
      kill -9 $pid; wait $pid
      pgofs import from $S --app api && pgofs check $S --app api || exit 1
      [ "$(find $S/api -name '*Z.pprof' | wc -l)" = 1000 ]
      """)
    #expect(result.status == 0, "\(result)")
  }

  @Test func `what isn't there, or holds nothing of pgolib, is an error that says so`() {
    let result = tools.sh(
      """
      mkdir empty
      pgofs import missing $S; echo $?
      pgofs import empty $S; echo $?
      pgofs import empty missing; echo $?
      """)
    #expect(result.out == "2\n2\n2\n", "\(result)")
    #expect(result.error.contains("error: missing: No such file or directory"), "\(result)")
    #expect(result.error.contains("error: empty: nothing in it was written by pgolib"), "\(result)")
  }

  @Test func `pgolib's bucket is taken over, into a directory and into a bucket`() {
    let result = Bucket().sh(
      Bucket.put + """
        for i in $(seq 10 29); do
          put $SVC/0$i.pprof sample/sample/-17287254${i}250.pprof || exit 1
        done
        head -c 1000 $SVC/000.pprof >torn; put torn sample/sample/-1728725500250.pprof || exit 1
        mkdir store
        at() { echo "${B%%\\?*}/$1?${B#*\\?}"; }
        for target in store "$(at prod)"; do
          for run in 1 2; do pgofs import "$(at sample)" "$target" --app svc/sample; echo $?; done
          pgofs check "$target"; echo $?
        done
        for i in $(seq 10 29); do
          file=svc/sample/2024-10-12/09-30-$i.250Z.pprof
          cmp $SVC/0$i.pprof store/$file || exit 1
          pgofs cat "$(at prod)" $file | cmp $SVC/0$i.pprof - || exit 1
        done
        pgofs import "$(at sample)" store 2>/dev/null; ls store
        pgofs import store "$(at other)" --app x; echo $?
        """)
    #expect(result.status == 0, "\(result)")
    #expect(result.out == "1\n1\n0\n1\n1\n0\nsample\nsvc\n2\n", "\(result)")
    let lines = result.error.split(separator: "\n")
    #expect(lines.filter { $0.contains("stored, 0 there already, 1 left out") }.count == 2)
    #expect(lines.filter { $0.contains("bytes stored, 20 there already") }.count == 2, "\(result)")
    #expect(lines.filter { $0.contains("20 captures and 0 pinned profiles are good") }.count == 2)
    let torn = "pgofs: error: sample/-1728725500250.pprof: left out: the gzip file ends at byte"
    #expect(lines.first?.hasPrefix(torn) == true, "\(result)")
  }
}
