import TestSupport
import Testing

/// `pgofs cat SOURCE PATH [-o FILE]`: the same tree without a mount.
@Suite(.everyStore) struct CatCommandTests {
  let tools = CommandLineTools()

  @Test func `cat gives the same bytes as a mount of the same store`() throws {
    let mounted = try Mounted()
    let result = mounted.sh(
      """
      set -e
      cd $W
      PATH=\(CommandLineTools.built):$PATH
      mkdir -p $M/sample/2024-10-12 $M/sample/pinned $M/prod/api/2024-10-11
      cp $SVC/000.pprof $M/sample/2024-10-12/09-30-00Z.pprof
      cp $SVC/001.pprof $M/sample/2024-10-12/09-40-00Z_pod-1.pprof
      cp $SVC/002.pprof $M/prod/api/2024-10-11/23-00-00Z.pprof
      cp $M/sample/merged/all.pgo $M/sample/pinned/v1.pgo
      for path in sample/2024-10-12/09-30-00Z.pprof sample/pinned/v1.pgo sample/merged/README \\
        sample/merged/all.pprof sample/merged/all.pgo sample/merged/all.txt \\
        sample/merged/2024-10-12T09_2024-10-12T09-35.pgo sample/merged/newest1d.pprof \\
        prod/merged/all.pprof prod/merged/2024-10-11.txt prod/api/merged/2024-10.pgo; do
        pgofs cat $S $path >cat
        cmp cat $M/$path
        pgofs cat $S $path -o file
        cmp cat file
      done
      """)
    #expect(result.status == 0, "\(result)")
  }

  @Test func `cat uses the cache of the mounts where there is one`() throws {
    let result = try Mounted.seeded().sh(
      """
      set -e
      cd $W
      PATH=\(CommandLineTools.built):$PATH
      export CACHE_DIRECTORY=$W/own
      mkdir own
      pgofs cat $S sample/merged/all.pprof >first
      for i in 1 2; do
        pgofs cat $S sample/merged/all.pprof | cmp - first
        pgofs cat $S sample/merged/all.pgo | cmp - $M/sample/merged/all.pgo
        [ "$(find own/v[0-9]* -type f | wc -l)" -ge 3 ]
      done
      """)
    #expect(result.status == 0, "\(result)")
  }

  @Test(.only(.local, because: "what came from a bucket is worth keeping, and not kept in it"))
  func `cat makes no cache, and none in the store`() throws {
    let result = tools.sh(
      """
      CACHE_DIRECTORY=$W/own pgofs cat $S sample/merged/all.pprof | gzip -t
      [ ! -e own ] || exit 1
      CACHE_DIRECTORY=$S/sample pgofs cat $S sample/merged/all.pprof | gzip -t
      find $S -name 'v[0-9]*'
      """)
    #expect(result.status == 0 && result.out == "", "\(result)")
  }

  @Test func `what can't be read is an error that says why`() {
    for (path, reasons) in [
      ("nosuch/merged/all.pgo", ["nosuch: no such file or directory"]),
      ("sample/merged/2023-10.pgo", ["/2023-10.pgo: ", "holds no capture", "2023-10.txt"]),
      (
        "sample/merged/lst24h.pgo",
        ["sample/merged/lst24h.pgo: 'lst24h' is not a window", "last24h"]
      ),
      ("sample/merged/2024-13-01.pgo", ["sample/merged/2024-13-01.pgo: ", "for example"]),
      ("sample/2024-13-01", ["sample/2024-13-01: ", "there is no such date"]),
      ("sample/2024-10-12/25-00-00Z.pprof", ["25-00-00Z.pprof: ", "there is no such time"]),
      ("sample/2024-10-12/23-00-00Z.pprof", ["23-00-00Z.pprof: no such file or directory"]),
      ("sample/merged", ["sample/merged: is a directory"]),
      ("/", ["/: is a directory"]),
      ("sample/2024-10-12/09-30-00Z.pprof/x", ["09-30-00Z.pprof: not a directory"]),
      ("sample/2024-10-12/09-30-00Z.pprof/", ["09-30-00Z.pprof/: not a directory"]),
      ("sample/idle/merged/all.pgo", ["idle/merged/all.pgo: ", "no call edge"]),
    ] {
      let result = tools.sh(
        """
        \(idle)
        pgofs cat $S \(path) -o out
        echo $?
        pgofs cat $S \(path)
        ls -A
        """)
      #expect(result.out == "1\n", "\(path): \(result)")
      let lines = result.error.split(separator: "\n")
      #expect(lines.count == 2 && lines.allSatisfy { $0.hasPrefix("pgofs: error: ") }, "\(result)")
      for reason in reasons { #expect(lines.allSatisfy { $0.contains(reason) }, "\(result)") }
    }
  }

  @Test func `the report of an empty window is there and says why it is empty`() {
    let result = tools.sh("pgofs cat $S sample/merged/last24h.txt")
    #expect(result.status == 0)
    #expect(result.out.contains("the newest is of 2024-10-12 09:40:00Z"), "\(result)")
  }

  @Test func `a bad capture is left out and named, and the rest is merged`() {
    let result = tools.sh(
      goTools + """
        head -c 1000 $SVC/004.pprof | put_behind - sample/2024-10-12/10-00-00Z.pprof
        pgofs cat $S sample/merged/all.pprof | gzip -dc >ours
        go_merge theirs $SVC/000.pprof $SVC/001.pprof $SVC/002.pprof
        cmp ours theirs
        """)
    #expect(result.status == 0, "\(result)")
    #expect(
      result.error.hasPrefix("pgofs: warning: sample/2024-10-12/10-00-00Z.pprof: left out"),
      "\(result)")
  }

  @Test(.only(.local, because: "BucketTests say what is wrong with a bucket"))
  func `a store that isn't there is an error that says what a store is`() {
    let result = tools.sh(
      """
      for command in ls cat; do
        path=x
        pgofs $command missing $path; echo $?
        touch file; pgofs $command file $path; echo $?
        pgofs $command s3://No_Bucket/prefix $path; echo $?
      done
      """)
    #expect(result.out == String(repeating: "1\n", count: 6), "\(result)")
    let errors = """
      pgofs: error: missing: there is no such directory; a store is one: make it with mkdir
      pgofs: error: file: not a directory; a store is one
      pgofs: error: no bucket can have the name “No_Bucket”: it has lower-case letters, digits, dots and hyphens

      """
    #expect(result.error == errors + errors, "\(result)")
  }

  @Test func `a reader that closes the pipe ends cat without a word`() {
    let result = tools.sh(
      """
      cp $SVC/01*.pprof . && cp $STD/*.pprof . && mkdir -p tree/sample/2024-10-12 && n=10
      for file in *.pprof; do cp $file tree/sample/2024-10-12/12-$n-00Z.pprof; n=$((n + 1)); done
      put_tree tree
      test $(pgofs cat $S sample/merged/all.pprof | wc -c) -gt 100000
      pgofs cat $S sample/merged/all.pprof | head -c 10 | wc -c
      echo ${PIPESTATUS[0]}
      """)
    // 141 is SIGPIPE; 0 is a pipe that took it all before it was closed.
    #expect(["10\n141\n", "10\n0\n"].contains(result.out), "\(result)")
    #expect(result.error == "")
  }

  @Test func `a full disk is an error`() {
    let result = tools.sh(
      "pgofs cat $S sample/merged/all.pgo >/dev/full; echo $?; pgofs ls $S >/dev/full; echo $?")
    #expect(result.out == "1\n1\n")
    #expect(
      result.error == String(repeating: "pgofs: error: stdout: No space left on device\n", count: 2)
    )
  }

  @Test func `cat changes nothing in the store`() {
    let result = tools.sh(
      """
      # A copy of a bucket is another one each time.
      [ -d $S ] && identity='%i %T@ %C@'
      list() { (cd $(kept); find . -printf "%p %s $identity\\n"; find . -type f | xargs cksum) | sort; }
      list >before
      pgofs cat $S sample/merged/all.pgo -o out && pgofs ls -l $S sample/merged
      list | diff before -
      """)
    #expect(result.status == 0, "\(result)")
  }

  /// A script that adds an app of one capture that holds no call edge.
  private var idle: String {
    """
    printf '\(TinyProfile(lonely: "main.main").escaped)' |
      put_behind - sample/idle/2024-10-12/10-00-00Z.pprof
    """
  }
}
