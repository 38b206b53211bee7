import TestSupport
import Testing

/// Renaming captures, drops, scratch files and pinned profiles.
@Suite(.everyStore) struct RenameTests {
  // Apps $a and $b, a capture $one in the first.
  private static let setUp = """
    mkdir -p $M/a/2024-10-12 $M/b/2024-10-12 $M/a/pinned
    one=$M/a/2024-10-12/09-30-00Z.pprof
    cp $SVC/000.pprof $one

    """

  @Test func `a capture is renamed within its day`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      Self.setUp + """
        mv $one $M/a/2024-10-12/10-00-00Z_pod.pprof
        is a/2024-10-12/10-00-00Z_pod.pprof "$(stored)"
        is 10-00-00Z_pod.pprof "$(names $M/a/2024-10-12)"
        same $SVC/000.pprof $M/a/2024-10-12/10-00-00Z_pod.pprof
        is 1728727200 "$(stat -c %Y $M/a/2024-10-12/10-00-00Z_pod.pprof)"
        refuses ENOENT cat $one
        """)
  }

  @Test func `a capture is renamed to another day and another app`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      Self.setUp + """
        mkdir $M/a/2024-10-11
        mv $one $M/a/2024-10-11/
        is a/2024-10-11/09-30-00Z.pprof "$(stored)"
        mv $M/a/2024-10-11/09-30-00Z.pprof $M/b/2024-10-12/
        is b/2024-10-12/09-30-00Z.pprof "$(stored)"
        same $SVC/000.pprof $M/b/2024-10-12/09-30-00Z.pprof
        refuses ENOENT cat $M/a/merged/all.pgo
        cat $M/b/merged/all.pgo > $W/x
        """)
  }

  @Test func `a capture is renamed over another, atomically`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      Self.setUp + """
        two=$M/b/2024-10-12/10-00-00Z.pprof
        cp $SVC/001.pprof $two
        exec 3< $two
        mv $one $two
        is b/2024-10-12/10-00-00Z.pprof "$(stored)"
        same $SVC/000.pprof $two
        cmp - $SVC/001.pprof <&3
        """)
  }

  @Test func `mv -n never replaces`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      Self.setUp + """
        two=$M/b/2024-10-12/10-00-00Z.pprof
        cp $SVC/001.pprof $two
        mv -n $one $two || true
        same $SVC/001.pprof $two
        same $SVC/000.pprof $one
        cp $SVC/002.pprof $M/a/.new
        mv -n $M/a/.new $two || true
        same $SVC/001.pprof $two
        """)
  }

  @Test func `a capture is pinned by mv, and a pinned profile becomes a capture`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      Self.setUp + """
        mv $one $M/a/pinned/v1.pprof
        is a/pinned/v1.pprof "$(stored)"
        refuses ENOENT cat $M/a/merged/all.pgo
        mv $M/a/pinned/v1.pprof $M/b/2024-10-12/08-00-00Z.pprof
        is b/2024-10-12/08-00-00Z.pprof "$(stored)"
        cat $M/b/merged/all.pgo > $W/x
        """)
  }

  @Test func `into an app's directory a capture is filed as a drop`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      Self.setUp + """
        \(try GoTools.command()) retime $SVC/000.pprof 1728725400250000000 $W/x
        cp $W/x $M/a/2024-10-12/00-00-00Z_pod-1.pprof
        mv $M/a/2024-10-12/00-00-00Z_pod-1.pprof $M/b/
        same $W/x $(kept b/2024-10-12/09-30-00.250Z_pod-1.pprof)
        [ ! -e $(kept a/2024-10-12/00-00-00Z_pod-1.pprof) ]
        mv $M/b/2024-10-12/09-30-00.250Z_pod-1.pprof $M/a/mine.prof
        is "a/2024-10-12/09-30-00.250Z_mine.pprof
        a/2024-10-12/09-30-00Z.pprof" "$(stored)"
        same $W/x $M/a/mine.prof
        """)
  }

  @Test func `filing a capture where it is already changes nothing`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      mkdir $M/a
      \(try GoTools.command()) retime $SVC/000.pprof 1728725400250000000 $W/pod-1.pprof
      cp $W/pod-1.pprof $M/a/
      mv $M/a/2024-10-12/09-30-00.250Z_pod-1.pprof $M/a/
      is a/2024-10-12/09-30-00.250Z_pod-1.pprof "$(stored)"
      mv $M/a/pod-1.pprof $M/a/2024-10-12/pod-1.pprof
      is a/2024-10-12/09-30-00.250Z_pod-1.pprof "$(stored)"
      """)
  }

  @Test func `of a capture to a scratch name is EPERM`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      Self.setUp + """
        cp $SVC/000.pprof $M/a/pinned/v1.pgo
        cp $SVC/001.pprof $M/a/x.prof
        echo mine > $M/a/.x
        for file in 2024-10-12/09-30-00Z.pprof pinned/v1.pgo x.prof; do
          refuses EPERM mv $M/a/$file $M/a/.x
          refuses EPERM mv $M/a/$file $M/a/2024-10-12/.y
        done
        is mine "$(cat $M/a/.x)"
        is 3 "$(stored | wc -l)"
        """)
  }

  @Test func `to a name that can't be is EINVAL or EPERM, and nothing is moved`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      Self.setUp + """
        refuses EINVAL rename $one $M/a/2024-10-12/25-00-00Z.pprof
        refuses EINVAL rename $one $M/a/2024-10-12/x-1728000000000.pprof
        refuses EINVAL rename $one $M/a/2024-13-01
        refuses EINVAL rename $one $M/a/pinned/v1
        refuses EPERM rename $one $M/x.pprof
        refuses EPERM rename $one $M/a/merged/x
        refuses EPERM rename $one $M/.pgofs/x.pprof
        refuses ENOENT rename $one $M/a/2024-10-13/09-30-00Z.pprof
        refuses ENOENT rename $M/a/2024-10-12/08-00-00Z.pprof $one
        same $SVC/000.pprof $one
        is a/2024-10-12/09-30-00Z.pprof "$(stored)"
        """)
  }

  @Test func `exchanging two captures is EINVAL`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      Self.setUp + """
        cp $SVC/001.pprof $M/b/2024-10-12/10-00-00Z.pprof
        python3 - $one $M/b/2024-10-12/10-00-00Z.pprof <<'PY'
        import ctypes, errno, sys
        libc = ctypes.CDLL(None, use_errno=True)
        one, two = (path.encode() for path in sys.argv[1:])
        assert libc.renameat2(-100, one, -100, two, 2) == -1
        assert ctypes.get_errno() == errno.EINVAL, ctypes.get_errno()
        PY
        """)
  }

  @Test func `what is written to a scratch file after its rename is stored under the new name`()
    throws
  {
    let mounted = try Mounted()
    mounted.scenario(
      #"""
      mkdir -p $M/a/2024-10-12
      python3 - <<'PY'
      import errno, os
      a, corpus = os.environ['M'] + '/a/', os.environ['SVC'] + '/'
      first, second = (open(corpus + name, 'rb').read() for name in ['000.pprof', '001.pprof'])
      name = a + '2024-10-12/09-30-00Z.pprof'
      descriptor = os.open(a + '.new', os.O_RDWR | os.O_CREAT)
      os.write(descriptor, first)
      os.rename(a + '.new', name)
      assert open(name, 'rb').read() == first
      os.fsync(descriptor)
      os.ftruncate(descriptor, 0)
      os.pwrite(descriptor, second, 0)
      assert open(name, 'rb').read() == first
      os.fsync(descriptor)
      assert open(name, 'rb').read() == second
      os.pwrite(descriptor, b'torn', 100)
      try:
          os.close(descriptor)
      except OSError as error:
          assert error.errno == errno.EBADMSG, error
      else:
          raise SystemExit('close(2) should have failed')
      assert open(name, 'rb').read() == second
      PY
      is a/2024-10-12/09-30-00Z.pprof "$(stored)"
      """#)
  }

  @Test func `a file that is still being written can be neither renamed nor renamed over`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      Self.setUp + """
        exec 3> $M/a/2024-10-12/10-00-00Z.pprof
        head -c 5000 $SVC/001.pprof >&3 || true
        refuses EBUSY mv $M/a/2024-10-12/10-00-00Z.pprof $M/a/2024-10-12/11-00-00Z.pprof
        refuses EBUSY mv $one $M/a/2024-10-12/10-00-00Z.pprof
        tail -c +5001 $SVC/001.pprof >&3
        exec 3>&-
        same $SVC/001.pprof $(kept a/2024-10-12/10-00-00Z.pprof)
        same $SVC/000.pprof $one
        """)
  }
}
