import Foundation
import TestSupport
import Testing

@Suite(.everyStore) struct KilledDaemonTests {
  /// What a writer said of a capture.
  private struct Written {
    let isClosed: Bool
    let name: String
    let original: String
  }

  @Test func `kill -9 of the daemon under eight writers loses nothing that was closed, 50 times`()
    throws
  {
    let program = try Program()
    program.sh("make_behind sample/2024-10-12")
    for round in 1...50 {
      let result = program.sh(
        """
        set -e
        $PGOFS $S $M --foreground -o cache_dir=$W/cache 2> $W/errors & daemon=$!
        until mountpoint -q $M; do :; done
        for w in 1 2 3 4 5 6 7 8; do
          $GOTOOLS write $M/sample/2024-10-12 w$w $((\(round) * 10000)) $SVC/00[0-4].pprof > $W/log.\(round).$w &
          writers="$writers $!"
        done
        # At any moment of a writer's work, but not before it has begun.
        until [ -s $W/log.\(round).8 ]; do :; done
        sleep .0\(Int.random(in: 0...99)); kill -9 $daemon
        wait $writers; wait $daemon || [ $? = 137 ]
        """)
      #expect(result.status == 0, "round \(round): \(result)")
    }
    let check = program.sh(
      """
      $PGOFS $S $M -o cache_dir=$W/cache && ls -A $M/sample/2024-10-12 > $W/listed
      ln -s $(kept sample/2024-10-12) $W/kept; ls -A $W/kept/ > $W/stored; cat $W/log.*; umount $M
      """)
    #expect(check.status == 0, "\(check)")
    try verify(program, check.out)
  }

  private func verify(_ program: Program, _ log: String) throws {
    let written = log.split(separator: "\n").map { line in
      let words = line.split(separator: " ").map(String.init)
      return Written(isClosed: words[0] == "closed", name: words[1], original: words[2])
    }
    let originals = Dictionary(uniqueKeysWithValues: written.map { ($0.name, $0) })
    let work = "\(program.directory.path)/work"
    func names(_ list: String) throws -> [String] {
      String(decoding: contents(of: "\(work)/\(list)"), as: UTF8.self).split(separator: "\n").map(
        String.init)
    }
    let stored = try names("stored")
    #expect(try names("listed") == stored)
    let missing = Set(written.filter(\.isClosed).map(\.name)).subtracting(stored)
    #expect(missing.isEmpty, "closed, but not there: \(missing)")
    for name in stored {
      // A close that the kill left unanswered may have stored its capture, whole.
      let original = try #require(originals[name], "\(name) was never written")
      let kept = contents(of: "\(work)/kept/\(name)")
      #expect(kept == contents(of: original.original), "\(name) isn't whole")
    }
    #expect(written.filter(\.isClosed).count >= 100, "too few writes to tell")
  }
}
