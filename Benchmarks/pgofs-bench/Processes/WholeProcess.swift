import ArgumentParser
import CLinux
import Glibc

/// What one run of a program took, from fork to exit.
struct WholeProcess: Sendable {
  /// In seconds.
  let wall: Double
  /// User and system, in seconds.
  let cpu: Double
  /// The most memory that was resident, in bytes.
  let peak: Double

  /// Runs a program to its end; it must exit with 0.
  static func run(_ words: [String]) throws -> WholeProcess {
    let lines = try Spawn.helper(["launch", "--"] + words)
    guard let line = lines.first, line.count == 3 else {
      throw BenchError("\(words[0]): its launcher said nothing")
    }
    return WholeProcess(wall: line[0], cpu: line[1], peak: line[2])
  }
}

/// Starts a program in between: Linux counts as a process's peak memory also what its parent had when
/// it was forked, and this one has 10 MB, less than what is measured.
struct Launch: ParsableCommand {
  static let configuration = CommandConfiguration(shouldDisplay: false)

  /// The longest run that is waited for, in seconds.
  private static let limit: UInt32 = 300

  @Argument(parsing: .captureForPassthrough) var words: [String]

  func run() throws {
    let words = self.words.first == "--" ? Array(self.words.dropFirst()) : self.words
    let report = clinux_memfd_create("stderr")
    let clock = ContinuousClock()
    let start = clock.now
    let process = try Spawn.start(words, errors: report)
    Launch.end(process, after: Launch.limit)
    let (status, usage) = Spawn.wait(process)
    let wall = (clock.now - start) / .seconds(1)
    guard status == 0 else {
      lseek(report, 0, SEEK_SET)
      let said = String(decoding: try File.contents(of: report, "stderr"), as: UTF8.self)
      throw BenchError("\(words[0]) exited with \(status): \(said.suffix(1000))")
    }
    let cpu = [usage.ru_utime, usage.ru_stime].reduce(0) {
      $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6
    }
    print(wall, cpu, Double(usage.ru_maxrss) * 1024)
  }

  private static func end(_ process: pid_t, after limit: UInt32) {
    Threads.start {
      sleep(limit)
      kill(process, SIGKILL)
    }
  }
}
