import Command
import Glibc
import Pprof
import Synchronization
import Threads

/// Profile files, merged in the order given.
struct FileMerge {
  let files: [String]
  let output: String?
  let pgo: Bool

  /// The largest file that is read, and the largest profile once inflated, in bytes.
  private static let maxBytes = 1 << 30

  /// What is read at first of a file whose size isn't known, in bytes.
  private static let leastRead = 1 << 12

  /// Writes the merge, to stdout where there is no output.
  func run() throws {
    Heap.keep()
    let output = try Output(to: self.output)
    try output.write(Gzip.deflate(pgo ? try edges() : try merged()))
    try output.finish()
  }

  // One file alone isn't merged, as go tool pprof doesn't either.
  private func merged() throws -> [UInt8] {
    guard files.count > 1 else { return try profile(files[0]).encoded() }
    let progress = Mutex(Progress("pgofs"))
    do {
      let merger = try Merger.merging(
        captures: files.count, threads: ThreadGroup.processors, maxInflated: Self.maxBytes
      ) { number, file in
        progress.withLock { $0.show("merging, file \(number + 1) of \(files.count)") }
        try read(files[number], into: &file)
      }
      return try merger.encoded()
    } catch let failure as MergeFailure {
      throw failure.reason is ProfileError
        ? CommandError("\(files[failure.number]): \(failure.reason)") : failure.reason
    }
  }

  private func edges() throws -> [UInt8] {
    var edges = try sumOfEdges()
    if !edges.isAdditive { edges = EdgeTable(try Profile(parsing: merged(), maxInflated: .max)) }
    guard !edges.isEmpty else {
      throw CommandError("no call edge in any of the files: there is nothing to build from")
    }
    return edges.encoded(comments: ["pgofs: call edges of \(files.count) files"])
  }

  // In whatever order the files are added, the sum is the same.
  private func sumOfEdges() throws -> EdgeTable {
    let progress = Mutex(Progress("pgofs"))
    let next = Atomic(0)
    let sum = Mutex(EdgeSum())
    ThreadGroup.run(threads: min(ThreadGroup.processors, files.count)) {
      var own = EdgeSum()
      while true {
        let number = next.add(1, ordering: .relaxed).oldValue
        guard number < files.count else { break }
        progress.withLock {
          $0.show("reading call edges, file \(number + 1) of \(files.count)")
        }
        do {
          own.add(try profile(files[number]), number)
        } catch {
          own.fail(number, error)
        }
        // Those before it have been begun.
        if !own.isWhole { next.store(files.count, ordering: .relaxed) }
      }
      sum.withLock { $0.add(own) }
    }
    return try sum.withLock { $0 }.edges(of: files)
  }

  private func profile(_ path: String) throws -> Profile {
    var bytes: [UInt8] = []
    try read(path, into: &bytes)
    do {
      let profile = try Profile(parsing: bytes, maxInflated: Self.maxBytes)
      try profile.checkCapture()
      return profile
    } catch {
      throw CommandError("\(path): \(error.message)")
    }
  }

  private func read(_ path: String, into bytes: inout [UInt8]) throws {
    bytes.removeAll(keepingCapacity: true)
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw CommandError(path, errno) }
    defer { close(descriptor) }
    // The one byte more is to see a file's end. A pipe has no size.
    var status = stat()
    let size = fstat(descriptor, &status) == 0 ? min(Int(status.st_size), Self.maxBytes) : 0
    var room = size > 0 ? size + 1 : Self.leastRead
    bytes.makeRoom(for: room)
    while true {
      var count = 0
      bytes.append(addingCapacity: room) { output in
        output.withUnsafeMutableBufferPointer { buffer, filled in
          count = Glibc.read(descriptor, buffer.baseAddress! + filled, buffer.count - filled)
          filled += max(0, count)
        }
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw CommandError(path, errno) }
      if count == 0 { return }
      room -= count
      if room == 0 { room = min(max(bytes.count, Self.leastRead), 1 << 20) }
      guard bytes.count <= Self.maxBytes else {
        throw CommandError("\(path): larger than 1 GiB, which no profile is")
      }
    }
  }
}

extension FileMerge {
  /// The merge that a command line asks for, if it is `merge [-o FILE] FILE...` and nothing else:
  /// understanding more takes the parser of arguments 3 ms, a tenth of the time in which a hundred
  /// captures are merged.
  init?(plain arguments: some Collection<String>) {
    guard arguments.first == "merge" else { return nil }
    var rest = arguments.dropFirst()
    var output: String?
    if rest.first == "-o" {
      output = rest.dropFirst().first
      rest = rest.dropFirst(2)
    }
    let paths = Array(rest)
    let isPlain = (paths + [output].compactMap { $0 }).allSatisfy { path in
      !path.isEmpty && !path.hasPrefix("-")
    }
    guard isPlain, !paths.isEmpty else { return nil }
    self.init(files: paths, output: output, pgo: false)
  }
}
