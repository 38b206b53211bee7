import TestSupport
import Testing

/// Go programs that profile themselves, with the package in `examples/inprocess`.
@Suite(.everyStore) struct InProcessTests {
  // A job that takes a capture each half second, and the daemon that it writes through.
  private static let prelude = #"""
    set -eEuo pipefail
    trap 'echo "failed: $BASH_COMMAND" >&2; cat $W/stored $W/errors >&2' ERR
    trap 'echo "never: $waiting" >&2; cat $W/stored $W/errors >&2; exit 1' TERM
    waiting=
    mount() {
      waiting=mounted
      $PGOFS $S $M --foreground -o cache_dir=$W/cache & daemon=$!
      until mountpoint -q $M; do
        kill -0 $daemon
        sleep 0.01
      done
    }
    run_job() {
      touch $W/errors
      (cd $INPROCESS && go build -buildvcs=false -o $W/job ./job)
      $W/job -to $M -app sample -source pod-1 -duration 500ms -for 1h > $W/stored 2> $W/errors & job=$!
    }
    # Waits until a file has so many lines more.
    grows() {
      waiting="$2 more in $1"
      local wanted=$(($(wc -l < $1) + $2))
      until [ $(wc -l < $1) -ge $wanted ]; do sleep 0.01; done
    }

    # The job's processor time in hundredths of a second: so many samples its captures have.
    used() { awk '{ print $14 }' /proc/$job/stat; }

    """#

  private func run(_ script: String) throws {
    let program = try Program()
    let variables = "INPROCESS='\(Corpus.project)/examples/inprocess'\n"
    let result = program.sh(variables + InProcessTests.prelude + script, limit: 120)
    program.sh("! mountpoint -q $M || fusermount3 -uz $M")
    #expect(result.status == 0, "\(result)")
  }

  @Test(arguments: [
    // It is in use for as long as a write takes.
    "until $PGOFS unmount $M 2> $W/busy; do sleep 0.01; done; wait $daemon",
    "kill -9 $daemon; wait $daemon || true",
  ])
  func `captures wait while nothing is mounted, and each is stored once`(_ end: String) throws {
    try run(
      #"""
      mount
      run_job
      for round in 1 2 3; do
        grows $W/stored 2
        \#(end)
        grows $W/errors 2
        [ -z "$(ls -A $M 2> $W/dead)" ]
        mount
      done
      grows $W/stored 1
      kill $job
      wait $job
      cmp <(sed 's/^stored //' $W/stored | sort) <(find $M/sample/20* -name '*Z_pod-1.pprof' | sort)
      cmp <(cd $M/sample && find 20* -type f | sort) <(cd $(kept sample) && find 20* -type f | sort)
      grep -q "^captures  $(wc -l < $W/stored) from 1 source, 0 left out$" $M/sample/merged/all.txt
      gzip -t $M/sample/merged/all.pgo
      $PGOFS unmount $M
      [ -z "$(ls -A $M)" ]
      """#)
  }

  @Test func `a mount that doesn't answer keeps no program waiting`() throws {
    try run(
      """
      mount
      run_job
      grows $W/stored 1
      kill -STOP $daemon
      worked=$(used)
      until [ $(used) -gt $((worked + 20)) ]; do sleep 0.01; done
      kill $job
      waiting='the end of Run'
      until grep -q 'could not be written' $W/errors; do sleep 0.01; done
      # Only now: the kernel lets no process end whose request the daemon has begun to serve.
      kill -CONT $daemon
      wait $job && status=0 || status=$?
      [ $status = 1 ]
      until $PGOFS unmount $M 2> $W/busy; do sleep 0.01; done
      """)
  }
}
