import ArgumentParser
import Glibc
import Pprof

/// `pgofs merge [-o OUT] [--pgo] FILE...`
struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Merge profile files, in the order given, as go tool pprof -proto does.")

  @Argument(help: "CPU profiles, gzip or plain.", completion: .file())
  var files: [String]

  @Option(name: .short, help: "Write to this file, whole or not at all, instead of to stdout.")
  var output: String?

  @Flag(help: "Write what go build reads and nothing else: the same build from far fewer bytes.")
  var pgo = false

  func run() throws {
    do {
      let output = try Output(to: self.output)
      try output.write(Gzip.deflate(pgo ? try edges() : try merged()))
      try output.finish()
    } catch {
      Log().error("\(error)")
      throw ExitCode.failure
    }
  }

  private func merged() throws -> [UInt8] {
    var merger = Merger()
    for file in files {
      let profile = try profile(file)
      do {
        try merger.add(profile)
      } catch {
        throw CommandError("\(file): \(error.message)")
      }
    }
    return try merger.encoded()
  }

  private func edges() throws -> [UInt8] {
    var edges = EdgeTable()
    for file in files { edges.add(EdgeTable(try profile(file))) }
    guard !edges.isEmpty else {
      throw CommandError("no call edge in any of the files: there is nothing to build from")
    }
    return edges.encoded(comments: ["pgofs: call edges of \(files.count) files"])
  }

  private func profile(_ path: String) throws -> Profile {
    let bytes = try contents(of: path)
    do {
      let profile = try Profile(parsing: bytes, maxInflated: 1 << 30)
      try profile.checkCapture()
      return profile
    } catch {
      throw CommandError("\(path): \(error.message)")
    }
  }

  private func contents(of path: String) throws -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw CommandError("\(path): \(String(cString: strerror(errno)))") }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
    defer { chunk.deallocate() }
    while true {
      let count = read(descriptor, chunk.baseAddress, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw CommandError("\(path): \(String(cString: strerror(errno)))") }
      if count == 0 { return bytes }
      bytes.append(contentsOf: chunk.prefix(count))
    }
  }
}
