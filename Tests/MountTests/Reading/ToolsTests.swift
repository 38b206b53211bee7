import TestSupport
import Testing

/// How programs read a file: each prints the SHA-256 of what it got, and is the first to touch it.
private let ways: [(name: String, script: String)] = [
  ("cat", "cat $F | sha256sum"),
  ("cp", "cp $F $W/x; sha256sum < $W/x"),
  ("cp -a", "cp -a $F $W/x; sha256sum < $W/x"),
  ("install", "install $F $W/x; sha256sum < $W/x"),
  ("mv", "mv $F $W/x; sha256sum < $W/x"),
  ("tar", "tar -cf $W/x.tar -C $M/sample/merged last24h.pprof; tar -xOf $W/x.tar | sha256sum"),
  ("rsync", "rsync $F $W/x; sha256sum < $W/x"),
  ("rsync --inplace", "rsync --inplace --whole-file $F $W/x; sha256sum < $W/x"),
  ("dd", "dd if=$F bs=1000 status=none | sha256sum"),
  ("dd direct", "dd iflag=direct if=$F bs=1000 status=none | sha256sum"),
  ("dd skip", "(dd if=$F bs=1000 count=1; dd if=$F bs=1000 skip=1) 2>/dev/null | sha256sum"),
  ("head and tail", "(head -c 1000 $F; tail -c +1001 $F) | sha256sum"),
  ("tac of tac", "tac $F > $W/x; tac $W/x > $W/y; sha256sum < $F; cmp $F $W/y || true"),
  ("sha256sum", "sha256sum < $F"),
  ("zip", "cd $W; zip -jq x.zip $F; unzip -p x.zip | sha256sum"),
  ("curl", "curl -sf file://$F | sha256sum"),
  ("gzip -dc", "gzip -dc $F > /dev/null; sha256sum < $F"),
  ("pread without stat", "$GOTOOLS pread $F"),
  ("mmap private without fstat", "$GOTOOLS statmap $F private"),
  ("mmap shared without fstat", "$GOTOOLS statmap $F shared"),
  ("os.ReadFile", "$GOTOOLS readfile $F"),
  ("archive/tar", "$GOTOOLS tar $F | tar -xO | sha256sum"),
  (
    "shutil.copy",
    "python3 -c 'import shutil, sys; shutil.copy(*sys.argv[1:])' $F $W/x; sha256sum < $W/x"
  ),
  (
    "mmap",
    """
    python3 -c 'if True:
      import hashlib, mmap, sys
      with open(sys.argv[1], "rb") as f:
        print(hashlib.sha256(mmap.mmap(f.fileno(), 0, prot=mmap.PROT_READ)).hexdigest())' $F
    """
  ),
]

@Suite(.everyStore) struct ToolsTests {
  @Test(arguments: ways.map(\.name))
  func `every way of reading gets one complete file`(_ name: String) throws {
    let mounted = try Mounted.seeded()
    let way = try #require(ways.first { $0.name == name })
    let result = mounted.sh(
      """
      set -e -o pipefail; F=$M/sample/merged/last24h.pprof
      first=$(\(way.script)); set -- $first; first=$1
      second=$(sha256sum < $F); set -- $second; second=$1
      [ "$first" = "$second" ] || { echo "first $first, then $second" >&2; exit 1; }
      gzip -t < $F
      """)
    #expect(result.status == 0, "\(way.script): \(result)")
    #expect(mounted.mergesStarted == (name == "mv" ? 2 : 1), "mv removes what it copied")
  }

  @Test func `go tool pprof reads it in place`() throws {
    let mounted = try Mounted.seeded()
    let result = mounted.sh("go tool pprof -top $M/sample/merged/last24h.pprof 2>&1 | head -5")
    #expect(result.out.contains("Type: cpu"), "\(result)")
  }
}
