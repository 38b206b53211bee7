import TestSupport
import Testing

/// The commit rule: every FLUSH and FSYNC of a handle with unstored bytes validates all of them.
@Suite(.everyStore) struct CommitRuleTests {
  // Programs in Python, with a day of the mount and some profiles.
  private func python(_ program: String, after: String = "") throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      mkdir -p $M/sample/2024-10-12
      cat > $W/program.py <<'PY'
      import errno, os, subprocess, sys
      day = os.environ['M'] + '/sample/2024-10-12/'
      first, second = (
          open(os.environ['SVC'] + f'/00{n}.pprof', 'rb').read() for n in range(2))

      def create(name, flags=os.O_RDWR):
          return os.open(day + name, flags | os.O_CREAT | os.O_EXCL)

      def fails(number, call, *arguments):
          try:
              call(*arguments)
          except OSError as error:
              assert error.errno == number, (call, arguments, error)
          else:
              raise AssertionError(f'{call.__name__} should have failed: {arguments}')

      # A process that starts while a file is open flushes it.
      shell = subprocess.Popen(
          ['bash'], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)

      def behind(command):
          shell.stdin.write(f'echo "$({command} sample/2024-10-12/{name})"\\n')
          return shell.stdout.readline().strip()

      def stored(name):
          kept = behind('kept')
          return open(kept, 'rb').read() if os.path.exists(kept) else None

      name = '09-30-00Z.pprof'
      \(program)
      PY
      python3 $W/program.py
      \(after)
      """)
  }

  @Test func `fsync stores, and close has nothing to add`() throws {
    try python(
      """
      file = create(name)
      os.write(file, first)
      assert stored(name) is None
      os.fsync(file)
      assert stored(name) == first
      behind('remove_behind')
      os.close(file)
      assert stored(name) is None
      """)
  }

  @Test func `a later write makes it unstored again`() throws {
    try python(
      """
      file = create(name)
      os.write(file, first)
      os.fsync(file)
      os.pwrite(file, second, 0)
      os.ftruncate(file, len(second))
      assert stored(name) == first
      os.close(file)
      assert stored(name) == second
      """)
  }

  @Test func `what isn't complete is an error and stays staged for the next flush`() throws {
    try python(
      """
      file = create(name)
      fails(errno.EINVAL, os.fsync, file)
      os.write(file, first[:5000])
      fails(errno.EBADMSG, os.fsync, file)
      assert stored(name) is None
      os.write(file, first[5000:])
      os.close(file)
      assert stored(name) == first
      """)
  }

  @Test func `it doesn't matter which process flushes`() throws {
    try python(
      """
      file = create(name)
      for part in first[:5000], first[5000:10000]:
          os.write(file, part)
          subprocess.run(['/bin/true'], stdout=file)
      os.write(file, first[10000:])
      subprocess.run(['/bin/true'], stdout=file)
      assert stored(name) == first
      os.close(file)
      assert stored(name) == first
      """)
  }

  @Test func `children write through what they inherit`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      mkdir -p $M/sample/2024-10-12
      ( head -c 5000 $SVC/000.pprof || true
        /bin/true
        tail -c +5001 $SVC/000.pprof ) > $M/sample/2024-10-12/09-30-00Z.pprof
      same $SVC/000.pprof $(kept sample/2024-10-12/09-30-00Z.pprof)
      """)
  }

  @Test func `every close of a duplicated descriptor is a flush`() throws {
    try python(
      """
      file = create(name)
      twin = os.dup(file)
      os.write(file, first[:5000])
      fails(errno.EBADMSG, os.close, file)
      os.write(twin, first[5000:])
      third = os.dup(twin)
      os.close(twin)
      assert stored(name) == first
      os.close(third)
      """)
  }

  @Test func `threads of one process write one file`() throws {
    try python(
      """
      import threading
      file = create(name)
      size = 1000
      threads = [
          threading.Thread(target=os.pwrite, args=(file, first[at:at + size], at))
          for at in range(0, len(first), size)]
      for thread in threads: thread.start()
      for thread in threads: thread.join()
      closer = threading.Thread(target=os.close, args=(file,))
      closer.start()
      closer.join()
      assert stored(name) == first
      """)
  }

  @Test func `bytes may be written in any order, and read back`() throws {
    try python(
      """
      import random
      file = create(name)
      parts = list(range(0, len(first), 777))
      random.Random(1).shuffle(parts)
      for at in parts:
          os.pwrite(file, first[at:at + 777], at)
          assert os.pread(file, 777, at) == first[at:at + 777]
      assert os.fstat(file).st_size == len(first)
      assert os.lseek(file, 0, os.SEEK_END) == len(first)
      assert os.pread(file, len(first) + 1, 0) == first
      os.ftruncate(file, len(first) + 100)
      fails(errno.EBADMSG, os.fsync, file)
      os.ftruncate(file, len(first))
      os.close(file)
      assert stored(name) == first
      """)
  }

  @Test func `a file is appended to`() throws {
    try python(
      """
      file = create(name, os.O_WRONLY | os.O_APPEND)
      for at in range(0, len(first), 5000):
          os.write(file, first[at:at + 5000])
      os.close(file)
      assert stored(name) == first
      """)
  }

  @Test func `a name that is being written resolves, and is neither listed nor merged`() throws {
    try python(
      """
      merged = os.environ['M'] + '/sample/merged/all.pgo'
      file = create(name)
      assert os.stat(day + name).st_size == 0
      os.write(file, first[:5000])
      assert os.stat(day + name).st_size == 5000
      assert os.listdir(day) == []
      fails(errno.ENOENT, os.stat, merged)
      fails(errno.EBUSY, open, day + name)
      os.write(file, first[5000:])
      fails(errno.EBUSY, open, day + name)
      assert os.listdir(day) == []
      os.fsync(file)
      assert open(day + name, 'rb').read() == first
      assert os.listdir(day) == [name]
      os.stat(merged)
      """)
  }

  @Test func `a second writer of the name gets EBUSY, or EEXIST where it must be new`() throws {
    try python(
      """
      file = create(name)
      fails(errno.EEXIST, create, name)
      fails(errno.EBUSY, os.open, day + name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
      fails(errno.EBUSY, os.open, day + name, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
      os.write(file, first)
      os.close(file)
      assert stored(name) == first
      """)
  }

  @Test func `what never was complete is dropped at the last close, with an event`() throws {
    try python(
      """
      file = create(name)
      os.write(file, first[:5000])
      fails(errno.EBADMSG, os.close, file)
      """,
      after: """
        eventually [ ! -e $M/sample/2024-10-12/09-30-00Z.pprof ]
        grep 'error sample/2024-10-12/09-30-00Z.pprof: ' $M/.pgofs/events.log | grep -q dropped
        cp $SVC/000.pprof $M/sample/2024-10-12/09-30-00Z.pprof
        """)
  }

  @Test(arguments: ["KILL", "TERM", "INT"])
  func `a writer killed in the middle leaves nothing`(signal: String) throws {
    let mounted = try Mounted()
    mounted.scenario(
      #"""
      mkdir -p $M/sample/2024-10-12
      for name in 2024-10-12/09-30-00Z.pprof x.prof; do
        python3 - $M/sample/$name > $W/said <<'PY' &
      import os, signal, sys, time
      signal.signal(signal.SIGINT, signal.SIG_DFL)
      file = open(sys.argv[1], 'wb', buffering=0)
      file.write(open(os.environ['SVC'] + '/000.pprof', 'rb').read(5000))
      print('ready', flush=True)
      time.sleep(60)
      PY
        writer=$!
        eventually grep -q ready $W/said
        [ -e $M/sample/$name ]
        kill -\#(signal) $writer
        wait $writer 2> $W/ended || true
        eventually [ ! -e $M/sample/$name ]
        : > $W/said
      done
      is '' "$(stored)"
      is 2024-10-12 "$(names $M/sample)"
      """#)
  }

  @Test func `a file that is removed while it is written is never stored`() throws {
    try python(
      """
      file = create(name)
      os.write(file, first)
      os.unlink(day + name)
      fails(errno.ENOENT, os.stat, day + name)
      fails(errno.ENOENT, os.fsync, file)
      another = create(name)
      os.write(another, second)
      os.close(another)
      fails(errno.ENOENT, os.close, file)
      assert stored(name) == second
      """)
  }

  @Test func `a name that the store got meanwhile isn't replaced`() throws {
    try python(
      """
      file = create(name)
      os.write(file, first)
      behind('put_behind $SVC/001.pprof')
      fails(errno.EEXIST, os.close, file)
      assert stored(name) == second
      """)
  }

  @Test func `a stored file that was replaced meanwhile isn't replaced again`() throws {
    try python(
      """
      file = create(name)
      os.write(file, first)
      os.fsync(file)
      subprocess.run(['cp', '-f', os.environ['SVC'] + '/001.pprof', day + name], check=True)
      os.pwrite(file, first, 0)
      fails(errno.ESTALE, os.close, file)
      assert stored(name) == second
      """)
  }

  @Test func `a day that is removed while a capture is written comes back with it`() throws {
    try python(
      """
      file = create(name)
      os.write(file, first)
      os.rmdir(day)
      os.close(file)
      assert stored(name) == first
      """)
  }

  @Test func `writers of many names at once store them all`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      mkdir -p $M/sample/2024-10-12
      n=0
      for file in $SVC/0[0-3]*.pprof; do
        cp $file $M/sample/2024-10-12/09-30-$((n + 10))Z.pprof &
        n=$((n + 1))
      done
      wait
      is $n "$(ls $M/sample/2024-10-12 | wc -l)"
      cat $SVC/0[0-3]*.pprof | sha256sum > $W/a
      cat $(kept sample/2024-10-12)/*.pprof | sha256sum > $W/b
      same $W/a $W/b
      """)
  }

  @Test func `one of many writers of one name wins, and the others are told`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      #"""
      mkdir -p $M/sample/2024-10-12
      python3 - <<'PY'
      import multiprocessing, os
      day = os.environ['M'] + '/sample/2024-10-12/'
      profiles = [open(os.environ['SVC'] + f'/00{n}.pprof', 'rb').read() for n in range(8)]

      def write(number, name):
          try:
              file = os.open(day + name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
              os.write(file, profiles[number])
              os.close(file)
              return number
          except OSError:
              return None

      with multiprocessing.Pool(8) as pool:
          for minute in range(20):
              name = f'09-{minute:02}-00Z.pprof'
              results = pool.starmap(write, [(number, name) for number in range(8)])
              winners = [number for number in results if number is not None]
              assert len(winners) == 1, results
              assert open(day + name, 'rb').read() == profiles[winners[0]]
      PY
      """#)
  }
}
