import ArgumentParser
import Glibc

/// 2,000 captures, written by 8 threads of one process. pgofs makes a capture and its directory
/// durable at close; where bindfs is written to, the writer calls fsync for both.
enum ConcurrentWrites: Row {
  static let name = "write"

  private static let captures = 2000
  private static let writers = 8

  static func figures(_ bench: Bench) throws -> [Figure] {
    let mount = try bench.mountPgofs()
    defer { mount.unmount() }
    let beside = "\(bench.directory)/beside"
    try File.makeDirectories(beside)
    let bindfs = try bench.mountBindfs(beside)
    defer { bindfs.unmount() }
    let turns = try Turns(runs: bench.runs) {
      try once(in: mount, bench)
    } theirs: {
      let day = try newDay(below: beside)
      // bindfs doesn't pass fsync of a directory on, so that goes to the directory behind it.
      return try write(to: bindfs.path + day, syncing: beside + day, bench)
    }
    let (ours, theirs) = turns.series { $0 }
    return [
      .less("write + close of 2,000 from 8 writers", .seconds, ours, "bindfs", theirs, target: 1)
    ]
  }

  /// Writes them once.
  ///
  /// - Returns: seconds.
  static func once(in mount: Mount, _ bench: Bench) throws -> Double {
    let day = try newDay(below: bench.store.path)
    return try write(to: mount.path + day, syncing: nil, bench)
  }

  // The directory is made behind the mount, and so not part of what is measured.
  private static func newDay(below directory: String) throws -> String {
    var number = 0
    while access("\(directory)/written-\(number)", F_OK) == 0 { number += 1 }
    let day = "/written-\(number)/\(CaptureTime(seconds: Store.start).day)"
    try File.makeDirectories(directory + day)
    return day
  }

  private static func write(to day: String, syncing: String?, _ bench: Bench) throws -> Double {
    let options = syncing.map { ["--sync", $0] } ?? []
    let lines = try Spawn.helper(["write", day] + options + bench.sets.service.files)
    guard let time = lines.first?.first else { throw BenchError("a writer said nothing") }
    return time
  }

  /// Writes captures of the service, each of another time, to a day; prints the seconds.
  struct Command: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "write", shouldDisplay: false)

    @Argument var day: String
    @Option(help: "The directory to sync after each file, which is synced then, too.")
    var sync: String?
    @Argument var sources: [String]

    func run() throws {
      let captures = try captures()
      let time = seconds {
        let (day, sync) = (day, sync)
        let threads = (0..<writers).map { writer in
          Threads.start {
            for number in stride(from: writer, to: captures.count, by: writers) {
              Command.write(captures[number].bytes, to: "\(day)/\(captures[number].name)", sync)
            }
          }
        }
        for thread in threads { Threads.join(thread) }
      }
      print(time)
    }

    private func captures() throws -> [(name: String, bytes: [UInt8])] {
      let sources = try sources.map { try Retimed(File.contents($0)) }
      return (0..<ConcurrentWrites.captures).map { number in
        let time = Store.start + number * 40
        let path = CaptureTime(seconds: time).path(source: "pod-\(number % writers)")
        let name = String(path.split(separator: "/")[1])
        return (name, sources[number % sources.count].profile(at: time))
      }
    }

    // What can't be written can't be measured.
    private static func write(_ bytes: [UInt8], to path: String, _ sync: String?) {
      do {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw BenchError(path, errno) }
        try File.write(bytes, to: file, path)
        if sync != nil, fsync(file) != 0 { throw BenchError(path, errno) }
        guard close(file) == 0 else { throw BenchError(path, errno) }
        if let sync {
          let directory = open(sync, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
          guard directory >= 0, fsync(directory) == 0 else { throw BenchError(sync, errno) }
          close(directory)
        }
      } catch {
        try? File.write(Array("\(error)\n".utf8), to: 2, "stderr")
        _exit(1)
      }
    }
  }
}
