import TestSupport
import Testing

/// `.pgofs/events.log`: every error a line, with the path as it was typed, what was wrong, and what
/// to do.
@Suite(.everyStore) struct EventLogTests {
  @Test func `an error is a line with time, path, what was wrong and the errno`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      mkdir -p $M/sample/2024-10-12
      \(try GoTools.command()) profile heap $W/heap
      refuses EINVAL cp $W/heap $M/sample/2024-10-12/09-30-00Z.pprof
      grep -E '^2024-10-12.12:00:00Z error sample/2024-10-12/09-30-00Z.pprof: not a CPU profile: it has .*inuse_space/bytes.* \\[Invalid argument\\]$' $M/.pgofs/events.log
      """)
  }

  @Test func `each errno has its line`() throws {
    let mounted = try Mounted(options: ["max_profile=100K"])
    mounted.scenario(
      """
      mkdir -p $M/sample/2024-10-12
      cd $M/sample/2024-10-12
      cp $SVC/000.pprof 09-30-00Z.pprof
      head -c 5000 $SVC/000.pprof > $W/torn
      \(try GoTools.command()) profile idle $W/idle
      said() { grep -F "error sample/2024-10-12/$1: " $M/.pgofs/events.log | grep -qF -- "$2"; }
      refuses EBADMSG cp $W/torn 10-00-00Z.pprof;          said 10-00-00Z.pprof 'Bad message'
      refuses ENODATA cp $W/idle 10-01-00Z.pprof;          said 10-01-00Z.pprof 'no samples'
      head -c 200000 /dev/zero > $W/big
      refuses EFBIG cp $W/big .big;                        said .big 'max_profile='
      refuses EPERM cp $SVC/000.pprof 09-30-00Z.pprof;     said 09-30-00Z.pprof 'cp -f'
      refuses EINVAL cp /etc/passwd 10-02-00Z.pprof;       said 10-02-00Z.pprof 'curl -f'
      refuses EINVAL mkdir $M/sample/2024-02-30
      grep -q 'error sample/2024-02-30: .*no such date' $M/.pgofs/events.log
      refuses EPERM cp $SVC/000.pprof $M/x.pprof
      grep -q 'error x.pprof: .*mkdir an app' $M/.pgofs/events.log
      refuses EPERM mkdir $M/sample/merged/x
      grep -q 'error sample/merged/x: ' $M/.pgofs/events.log
      refuses EINVAL cat $M/sample/merged/7d.pgo
      grep -q 'error sample/merged/7d.pgo: .*for example last7d' $M/.pgofs/events.log
      """)
  }

  @Test func `what tools run into in passing is no line`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      mkdir -p $M/sample/2024-10-12
      mkdir -p $M/sample/2024-10-12
      refuses ENOENT cat $M/sample/nothing
      refuses EEXIST mkdir $M/sample
      cp $SVC/000.pprof $M/sample/2024-10-12/09-30-00Z.pprof
      cat $SVC/001.pprof > $M/sample/2024-10-12/09-31-00Z.pprof
      rsync -a $SVC/002.pprof $M/sample/2024-10-12/09-32-00Z.pprof
      mv -n $M/sample/2024-10-12/09-30-00Z.pprof $M/sample/2024-10-12/09-31-00Z.pprof || true
      ls -la $M/sample/merged > $W/x
      is '' "$(cat $M/.pgofs/events.log)"
      """)
  }

  @Test func `whatever a name holds, its event is one line`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      #"""
      mkdir -p $M/sample
      before=$(wc -l < $M/.pgofs/events.log)
      refuses EINVAL mkdir $M/sample/$'a\nb\r\x1b[31m'
      is $((before + 1)) "$(wc -l < $M/.pgofs/events.log)"
      is '' "$(tr -d '\n\40-\176' < $M/.pgofs/events.log)"
      """#)
  }

  @Test func `it can be read as it grows, and is bounded`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      #"""
      mkdir $M/sample
      exec 3< $M/.pgofs/events.log
      refuses EPERM mkdir $M/sample/merged/x
      grep -q merged/x <&3
      python3 - <<'PY'
      import os
      merged = os.environ['M'] + '/sample/merged/'
      for n in range(6000):
          try: os.mkdir(merged + f'{n:0200}')
          except PermissionError: pass
      PY
      size=$(wc -c < $M/.pgofs/events.log)
      [ $size -le 1048576 ] && [ $size -gt 400000 ]
      tail -1 $M/.pgofs/events.log | grep -q 5999:
      head -1 $M/.pgofs/events.log | grep -q '^2024-10-12'
      """#)
  }
}
