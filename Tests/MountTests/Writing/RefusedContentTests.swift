import TestSupport
import Testing

/// What can't be written, and the errno of each. Nothing of it is stored, by cp or by rename, into a
/// day, an app or `pinned`.
@Suite(.everyStore) struct RefusedContentTests {
  // Makes $W/bad, and tries it everywhere.
  private func refuses(_ errno: String, _ make: String, options: [String] = []) throws {
    let mounted = try Mounted(options: options)
    mounted.scenario(
      """
      mkdir -p $M/sample/2024-10-12 $M/sample/pinned
      gotools=\(try GoTools.command())
      \(make)
      for name in 2024-10-12/09-30-00Z.pprof 2024-10-12/x.prof x.prof x-1728725400000.pprof \\
        pinned/v1.pgo; do
        refuses \(errno) cp $W/bad $M/sample/$name
        eventually [ ! -e $M/sample/$name ]
        cp $W/bad $M/sample/.scratch
        refuses \(errno) rename $M/sample/.scratch $M/sample/$name
        [ ! -e $M/sample/$name ]
        rm $M/sample/.scratch
      done
      is '' "$(stored)"
      is '2024-10-12 pinned' "$(names $M/sample)"
      is '' "$(names $M/sample/2024-10-12)$(names $M/sample/pinned)"
      """)
  }

  @Test(arguments: ["heap", "mutex", "block", "goroutine", "threadcreate", "allocs", "legacy"])
  func `profiles of other kinds are EINVAL`(kind: String) throws {
    try refuses("EINVAL", "$gotools profile \(kind) $W/bad")
  }

  @Test func `text is EINVAL`() throws {
    try refuses("EINVAL", "seq 100000 > $W/bad")
    try refuses("EINVAL", "echo hi > $W/bad")
  }

  @Test func `HTML is EINVAL`() throws {
    try refuses(
      "EINVAL", "echo '<!DOCTYPE html><html><head><title>502 Bad Gateway</title>' > $W/bad")
  }

  @Test func `an empty file is EINVAL`() throws {
    try refuses("EINVAL", ": > $W/bad")
    try refuses("EINVAL", "gzip < /dev/null > $W/bad")
  }

  @Test func `gzip of text is EINVAL`() throws {
    try refuses("EINVAL", "gzip < /etc/passwd > $W/bad")
  }

  @Test(arguments: [3, 10, 1000, 22911])
  func `a truncated profile is EBADMSG`(length: Int) throws {
    try refuses("EBADMSG", "head -c \(length) $SVC/000.pprof > $W/bad")
  }

  @Test func `a truncated plain profile is EBADMSG`() throws {
    try refuses("EBADMSG", "zcat $SVC/000.pprof > $W/plain; head -c 30001 $W/plain > $W/bad")
  }

  @Test func `a bad checksum is EBADMSG`() throws {
    try refuses(
      "EBADMSG",
      """
      cp $SVC/000.pprof $W/bad
      printf '\\0\\0\\0\\0' | dd of=$W/bad bs=1 seek=$(($(stat -c %s $W/bad) - 8)) conv=notrunc status=none
      """)
  }

  @Test func `a malformed profile is EBADMSG`() throws {
    try refuses(
      "EBADMSG", "(zcat $SVC/000.pprof; printf '\\x12\\x03\\x0a\\x09\\x01') | gzip > $W/bad")
    try refuses("EBADMSG", "cat $SVC/000.pprof $SVC/001.pprof > $W/bad")
    try refuses("EBADMSG", "(cat $SVC/000.pprof; echo tail) > $W/bad")
  }

  @Test func `a profile without samples is ENODATA`() throws {
    try refuses("ENODATA", "$gotools profile idle $W/bad")
  }

  @Test func `over the inflation limit is EFBIG`() throws {
    try refuses("EFBIG", "cp $SVC/000.pprof $W/bad", options: ["max_inflated=20K"])
    try refuses(
      "EFBIG", "head -c 1000000000 /dev/zero | gzip > $W/bad", options: ["max_inflated=10M"])
  }

  @Test func `over the size limit is EFBIG`() throws {
    let mounted = try Mounted(options: ["max_profile=10K"])
    mounted.scenario(
      """
      mkdir -p $M/sample/2024-10-12
      refuses EFBIG cp $SVC/000.pprof $M/sample/2024-10-12/09-30-00Z.pprof
      refuses EFBIG cp $SVC/000.pprof $M/sample/x.pprof
      refuses EFBIG cp $SVC/000.pprof $M/sample/.scratch
      refuses EFBIG truncate -s 10241 $M/sample/.scratch
      truncate -s 10240 $M/sample/.scratch
      echo fits > $M/sample/.scratch
      is fits "$(cat $M/sample/.scratch)"
      is '' "$(stored)"
      """)
  }

  @Test func `a handle over a limit stays failed`() throws {
    let mounted = try Mounted(options: ["max_profile=30K", "max_inflated=40K"])
    mounted.scenario(
      #"""
      mkdir -p $M/sample/2024-10-12
      python3 - <<'PY'
      import errno, os
      day = os.environ['M'] + '/sample/2024-10-12/'
      corpus = os.environ['SVC'] + '/'
      bytes = open(corpus + '000.pprof', 'rb').read()

      def fails(call, *arguments):
          try:
              call(*arguments)
          except OSError as error:
              assert error.errno == errno.EFBIG, error
          else:
              raise SystemExit(f'{call} {arguments[0]} should have failed')

      size = os.open(day + '09-30-00Z.pprof', os.O_RDWR | os.O_CREAT)
      fails(os.pwrite, size, b'x', 30 << 10)
      fails(os.pwrite, size, bytes, 0)
      fails(os.ftruncate, size, 0)
      fails(os.fsync, size)
      fails(os.close, size)
      inflated = os.open(day + '09-31-00Z.pprof', os.O_RDWR | os.O_CREAT)
      os.pwrite(inflated, bytes, 0)
      fails(os.fsync, inflated)
      fails(os.pwrite, inflated, b'x', 0)
      fails(os.close, inflated)
      PY
      is '' "$(stored)"
      eventually [ ! -e $M/sample/2024-10-12/09-30-00Z.pprof ]
      """#)
  }

  @Test func `what can't begin a profile fails write(2), the rest close(2)`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      #"""
      mkdir -p $M/sample/2024-10-12
      python3 - <<'PY'
      import errno, os
      day = os.environ['M'] + '/sample/2024-10-12/'
      def create(name): return os.open(day + name, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
      html = create('09-30-00Z.pprof')
      try:
          os.write(html, b'<html>')
      except OSError as error:
          assert error.errno == errno.EINVAL, error
      else:
          raise SystemExit('write(2) should have failed')
      torn = create('09-31-00Z.pprof')
      os.write(torn, open(os.environ['SVC'] + '/000.pprof', 'rb').read(5000))
      try:
          os.close(torn)
      except OSError as error:
          assert error.errno == errno.EBADMSG, error
      else:
          raise SystemExit('close(2) should have failed')
      PY
      """#)
  }
}
