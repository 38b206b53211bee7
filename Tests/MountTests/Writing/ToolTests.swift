import TestSupport
import Testing

/// The tools that people write with. Each stores the whole file, and says so when it can't.
@Suite(.everyStore) struct ToolTests {
  // What every tool has to do: `write SOURCE TARGET`, into a capture, a drop and `pinned`; and to fail
  // when the bytes are torn.
  private func stores(_ write: String, minding: Bool = true) throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      gotools=\(try GoTools.command())
      write() {
        \(write)
      }
      mkdir -p $M/sample/2024-10-12 $M/sample/pinned
      for name in 2024-10-12/09-30-00Z.pprof x-1728725400250.pprof pinned/v1.pgo; do
        cp $SVC/000.pprof $W/source
        write $W/source $M/sample/$name
        same $SVC/000.pprof $M/sample/$name
      done
      is "sample/2024-10-12/09-30-00.250Z_x.pprof
      sample/2024-10-12/09-30-00Z.pprof
      sample/pinned/v1.pgo" "$(stored)"
      for file in $(stored); do
        same $SVC/000.pprof $(kept $file)
      done
      head -c 5000 $SVC/000.pprof > $W/torn
      if write $W/torn $M/sample/2024-10-12/10-00-00Z.pprof 2> $W/said; then
        \(minding ? "echo 'should have failed' >&2; false" : ":")
      fi
      is 3 "$(stored | wc -l)"
      eventually [ ! -e $M/sample/2024-10-12/10-00-00Z.pprof ]
      is '' "$(find $M -name '.*' -type f)"
      """)
  }

  @Test func `cp`() throws { try stores("cp $1 $2") }
  @Test func `cp -f`() throws { try stores("cp -f $1 $2") }
  @Test func `cp -p`() throws { try stores("cp -p $1 $2") }
  @Test func `cp -a`() throws { try stores("cp -a $1 $2") }
  @Test func `cp --sparse=always`() throws { try stores("cp --sparse=always $1 $2") }
  @Test func `mv`() throws { try stores("mv $1 $2") }
  @Test func `install`() throws { try stores("install $1 $2") }
  @Test func `install -m -p -D`() throws { try stores("install -m 600 -p -D $1 $2") }
  @Test func `rsync`() throws { try stores("rsync $1 $2") }
  @Test func `rsync -a`() throws { try stores("rsync -a $1 $2") }
  @Test func `rsync --inplace`() throws { try stores("rsync --inplace $1 $2") }
  @Test func `dd`() throws { try stores("dd if=$1 of=$2 status=none") }
  @Test func `dd bs=1`() throws { try stores("dd if=$1 of=$2 bs=1 status=none") }
  @Test func `dd conv=fsync`() throws { try stores("dd if=$1 of=$2 conv=fsync bs=4k status=none") }
  @Test func `dd conv=sparse`() throws {
    try stores("dd if=$1 of=$2 conv=sparse bs=512 status=none")
  }
  @Test func `cat >`() throws { try stores("cat $1 > $2") }
  @Test func `cat >>`() throws { try stores("cat $1 >> $2") }
  @Test func `tee`() throws { try stores("tee $2 < $1 > $W/x", minding: true) }
  @Test func `sort -o`() throws { try stores("sort --version > $W/x; cp $1 $2") }
  @Test func `os.WriteFile`() throws { try stores("$gotools writefile $2 $1") }
  @Test func `python's shutil.copy`() throws {
    try stores("python3 -c 'import shutil, sys; shutil.copy(*sys.argv[1:])' $1 $2")
  }
  @Test func `perl's print, which buffers`() throws {
    try stores(
      """
      perl -e 'open(I, "<:raw", $ARGV[0]); open(O, ">:raw", $ARGV[1]) or die; local $/;
        print O <I>; close(O) or die "$!\\n"' $1 $2
      """)
  }
  @Test func `a copy beside it and a rename over it`() throws {
    try stores("cp $1 ${2%/*}/.tmp && mv ${2%/*}/.tmp $2 || { rm ${2%/*}/.tmp; return 1; }")
  }

  @Test func `curl -f -o`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      #"""
      mkdir -p $M/sample/2024-10-12
      python3 - > $W/port <<'PY' &
      import http.server, os
      class Handler(http.server.BaseHTTPRequestHandler):
          def do_GET(self):
              content = open(os.environ['SVC'] + '/000.pprof', 'rb').read()
              missing = self.path == '/missing'
              self.send_response(404 if missing else 200)
              self.send_header('Content-Length', str(len(content)))
              self.end_headers()
              self.wfile.write(content[:5000] if self.path == '/torn' else content)
          def log_message(self, *arguments): pass
      server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
      print(server.server_port, flush=True)
      server.serve_forever()
      PY
      server=$!
      trap 'kill $server' EXIT
      eventually grep -q . $W/port
      url=http://127.0.0.1:$(cat $W/port)
      curl -sf -o $M/sample/2024-10-12/09-30-00Z.pprof $url/debug/pprof/profile
      curl -sf -o $M/sample/api-1728725400250.pprof $url/debug/pprof/profile
      same $SVC/000.pprof $(kept sample/2024-10-12/09-30-00Z.pprof)
      same $SVC/000.pprof $(kept sample/2024-10-12/09-30-00.250Z_api.pprof)
      if curl -sf -o $M/sample/2024-10-12/10-00-00Z.pprof $url/missing; then echo "should have failed" >&2; exit 9; fi
      if curl -sf -o $M/sample/2024-10-12/10-00-00Z.pprof $url/torn; then echo "should have failed" >&2; exit 9; fi
      is 2 "$(stored | wc -l)"
      """#)
  }

  @Test func `tar extracts a store's tree`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      #"""
      \#(StoreTree.make)
      tar -C $W/tree -cf $W/tree.tar .
      tar -C $M -xf $W/tree.tar
      diff -r $W/tree $(kept)
      tar -C $M -xf $W/tree.tar
      diff -r $W/tree $(kept)
      """#)
  }

  @Test func `cp -r and cp -a copy a store's tree`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      \(StoreTree.make)
      cp -r $W/tree/* $M/
      diff -r $W/tree $(kept)
      rm -r $M/*
      cp -a $W/tree/. $M/
      diff -r $W/tree $(kept)
      """)
  }

  @Test func `rsync -a copies a store's tree, and the second run transfers nothing`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      \(StoreTree.make)
      rsync -a $W/tree/ $M/
      diff -r $W/tree $(kept)
      is 0 "$(rsync -a --stats $W/tree/ $M/ | sed -n 's/.*files transferred: //p')"
      cp $SVC/005.pprof $W/tree/sample/2024-10-12/12-00-00Z.pprof
      touch -d 2024-10-12T12:00:00Z $W/tree/sample/2024-10-12/12-00-00Z.pprof
      is 1 "$(rsync -a --stats $W/tree/ $M/ | sed -n 's/.*files transferred: //p')"
      rm $W/tree/sample/2024-10-12/12-00-00Z.pprof
      rsync -a --delete --exclude merged --exclude .pgofs $W/tree/ $M/
      diff -r $W/tree $(kept)
      rsync -a $M/ --exclude merged $W/back
      diff -r $W/tree $W/back
      """)
  }

  @Test func `touch of a new file fails, as it is no profile, and of a stored one works`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      mkdir -p $M/sample/2024-10-12
      refuses EINVAL touch $M/sample/2024-10-12/09-30-00Z.pprof
      refuses EINVAL touch $M/sample/cpu.prof
      eventually [ ! -e $M/sample/2024-10-12/09-30-00Z.pprof ]
      cp $SVC/000.pprof $M/sample/2024-10-12/09-30-00Z.pprof
      touch $M/sample/2024-10-12/09-30-00Z.pprof
      same $SVC/000.pprof $M/sample/2024-10-12/09-30-00Z.pprof
      """)
  }

  @Test func `truncate makes no capture`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      mkdir -p $M/sample/2024-10-12
      refuses EINVAL truncate -s 0 $M/sample/2024-10-12/09-30-00Z.pprof
      refuses EINVAL truncate -s 100 $M/sample/2024-10-12/09-30-00Z.pprof
      is '' "$(stored)"
      """)
  }

  @Test func `sed -i that changes a capture fails, and leaves it as it was`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      mkdir -p $M/sample/2024-10-12
      cp $SVC/000.pprof $M/sample/2024-10-12/09-30-00Z.pprof
      if sed -i 's/a/b/g' $M/sample/2024-10-12/09-30-00Z.pprof; then echo "should have failed" >&2; exit 9; fi
      same $SVC/000.pprof $M/sample/2024-10-12/09-30-00Z.pprof
      is sample/2024-10-12/09-30-00Z.pprof "$(stored)"
      """)
  }

  @Test func `vim edits scratch files and can't spoil a capture`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      mkdir -p $M/sample/2024-10-12
      cd $M/sample/2024-10-12
      cp $SVC/000.pprof 09-30-00Z.pprof
      echo one > .notes
      vim -es -u NONE -c 's/one/two/' -c wq .notes || true
      is two "$(cat .notes)"
      vim -es -u NONE -c 'normal ihello' -c 'wq!' 09-30-00Z.pprof || true
      same $SVC/000.pprof 09-30-00Z.pprof
      is sample/2024-10-12/09-30-00Z.pprof "$(stored)"
      """)
  }
}

/// A store's tree in `$W/tree`, as another mount or a backup would hold it.
enum StoreTree {
  static let make = """
    put() {
      mkdir -p $W/tree/${2%/*}
      cp $SVC/00$1.pprof $W/tree/$2
      touch -d "$3" $W/tree/$2
    }
    put 0 sample/2024-10-12/09-30-00Z.pprof 2024-10-12T09:30:00Z
    put 1 sample/2024-10-12/09-30-00.250Z_pod-7f9c.pprof 2024-10-12T09:30:00.250Z
    put 2 sample/2024-10-11/23-59-59.999Z.pprof 2024-10-11T23:59:59.999Z
    put 3 sample/canary/2024-10-12/09-30-00Z.pprof 2024-10-12T09:30:00Z
    put 4 prod/payments/api/2024-10-12/09-30-00Z.pprof 2024-10-12T09:30:00Z
    mkdir -p $W/tree/empty/2024-10-10 $W/tree/sample/pinned
    """
}
