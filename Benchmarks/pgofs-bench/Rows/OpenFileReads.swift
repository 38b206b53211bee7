import ArgumentParser
import Glibc

/// Reading a merged file that is at hand, against the same bytes in a file on the disk's file system.
enum OpenFileReads: Row {
  static let name = "pread"

  /// As go tool preprofile reads a profile, and as cp and cat read files, or nearly.
  private static let chunks = [4 << 10, 64 << 10]
  private static let passesPerRun = 40

  static func figures(_ bench: Bench) throws -> [Figure] {
    let mount = try bench.mountPgofs()
    defer { mount.unmount() }
    let copy = try copy(in: mount, bench)
    let size = Double(try File.size(copy))
    var figures: [Figure] = []
    for chunk in chunks {
      var columns = [[Double]](repeating: [], count: 4)
      for _ in 0..<bench.runs {
        let passes = try passes(in: mount, copy, chunk, bench)
        for column in columns.indices {
          columns[column].append(Series(passes.map { $0[column] }).median)
        }
      }
      let (ours, theirs) = (
        Series(columns[0].map { size / $0 }), Series(columns[1].map { size / $0 })
      )
      let (opened, openedOfTheirs) = (Series(columns[2]), Series(columns[3]))
      figures += [
        Figure(
          what: "pread of an open merged file, \(chunk >> 10) KiB each", unit: .bytesPerSecond,
          ours: ours, against: bench.machine.fileSystem, theirs: theirs, compared: ours / theirs,
          target: .atLeast(0.9)),
        Figure(
          what: "open + pread + close, \(chunk >> 10) KiB each", unit: .seconds, ours: opened,
          against: bench.machine.fileSystem, theirs: openedOfTheirs,
          compared: opened - openedOfTheirs, comparedUnit: .seconds, target: .atMost(300e-6)),
      ]
    }
    return figures
  }

  /// Does what a run does.
  static func once(in mount: Mount, _ bench: Bench) throws {
    _ = try passes(in: mount, try copy(in: mount, bench), chunks[0], bench)
  }

  private static func passes(
    in mount: Mount, _ copy: String, _ chunk: Int, _ bench: Bench
  ) throws -> [[Double]] {
    let passes = try Spawn.helper([
      "reread", try path(in: mount, bench), copy, "--passes", "\(passesPerRun)", "--chunk",
      "\(chunk)",
    ])
    guard passes.count == passesPerRun else { throw BenchError("a reader said too little") }
    return passes
  }

  private static func copy(in mount: Mount, _ bench: Bench) throws -> String {
    let copy = "\(bench.directory)/same-bytes.pprof"
    _ = try Spawn.text(of: ["cp", try path(in: mount, bench), copy])
    return copy
  }

  private static func path(in mount: Mount, _ bench: Bench) throws -> String {
    "\(mount.path)/\(try bench.store.large())/merged/all.pprof"
  }

  /// Reads two files again and again, taking turns; prints for each pass the seconds of reading one
  /// and the other, open all the time, and of opening, reading and closing one and the other.
  struct Command: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "reread", shouldDisplay: false)

    @Argument var one: String
    @Argument var other: String
    @Option var passes: Int
    @Option var chunk: Int

    func run() throws {
      let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: chunk, alignment: 4096)
      defer { buffer.deallocate() }
      let files = try [one, other].map(Command.open)
      for pass in 0...passes {
        let reading = try files.map { file in try seconds { try Command.read(file, buffer) } }
        let opening = try [one, other].map { path in
          try seconds {
            let file = try Command.open(path)
            defer { close(file) }
            try Command.read(file, buffer)
          }
        }
        if pass > 0 { print(reading[0], reading[1], opening[0], opening[1]) }
      }
    }

    private static func open(_ path: String) throws -> Int32 {
      let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw BenchError(path, errno) }
      return descriptor
    }

    private static func read(_ file: Int32, _ buffer: UnsafeMutableRawBufferPointer) throws {
      var offset = 0
      while true {
        let count = pread(file, buffer.baseAddress, buffer.count, offset)
        guard count >= 0 else { throw BenchError("pread", errno) }
        if count == 0 { return }
        offset += count
      }
    }
  }
}
