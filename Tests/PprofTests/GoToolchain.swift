import Foundation
import Synchronization

/// The Go toolchain on PATH, which knows what is right.
struct GoToolchain {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  private let go: URL
  private let oracle: URL
  private let scratch: URL

  private static let shared = Result { try GoToolchain() }
  /// Go runs one process at a time: tests run in parallel.
  private static let turn = Mutex(())

  static func get() throws -> GoToolchain { try shared.get() }

  // MARK: The oracle

  enum Answer: Equatable {
    case bytes([UInt8])
    case error(String)
  }

  /// `profile.Merge` of each list of profiles, uncompressed.
  func merge(_ cases: [[[UInt8]]]) throws -> [Answer] {
    try ask(cases.map { (UInt8(ascii: "m"), $0) })
  }

  /// What `profile.ParseData` says of each: no bytes, or an error.
  func parse(_ profiles: [[UInt8]]) throws -> [Answer] {
    try ask(profiles.map { (UInt8(ascii: "v"), [$0]) })
  }

  /// What the compiler reads of each profile.
  func preprofile(_ profiles: [[UInt8]]) throws -> [Answer] {
    try ask(profiles.map { (UInt8(ascii: "p"), [$0]) })
  }

  /// Each profile as `Profile.Write` writes it, uncompressed.
  func rewrite(_ profiles: [[UInt8]]) throws -> [Answer] {
    try ask(profiles.map { (UInt8(ascii: "w"), [$0]) })
  }

  private func ask(_ requests: [(operation: UInt8, inputs: [[UInt8]])]) throws -> [Answer] {
    var input = [UInt8]()
    func append(_ number: Int) {
      withUnsafeBytes(of: UInt32(number).littleEndian) { input += $0 }
    }
    for request in requests {
      input.append(request.operation)
      append(request.inputs.count)
      for profile in request.inputs {
        append(profile.count)
        input += profile
      }
    }
    let output = try run(oracle, [], input: input)
    var answers = [Answer]()
    var offset = 0
    while offset + 5 <= output.count {
      let length = (1...4).reduce(0) { $0 | Int(output[offset + $1]) << (8 * ($1 - 1)) }
      let payload = Array(output[(offset + 5)..<(offset + 5 + length)])
      answers.append(
        output[offset] == 0 ? .bytes(payload) : .error(String(decoding: payload, as: UTF8.self)))
      offset += 5 + length
    }
    guard answers.count == requests.count else {
      throw Failure(description: "\(answers.count) answers to \(requests.count) questions")
    }
    return answers
  }

  // MARK: The tools themselves

  /// `go tool pprof -proto` of the files, still compressed.
  func toolMerge(_ files: [URL]) throws -> [UInt8] {
    let out = scratch.appendingPathComponent(UUID().uuidString)
    _ = try run(
      go, ["tool", "pprof", "-symbolize=none", "-proto", "-output=\(out.path)"] + files.map(\.path))
    return try [UInt8](Data(contentsOf: out))
  }

  /// `go tool preprofile` of the bytes.
  func toolPreprofile(_ profile: [UInt8]) throws -> [UInt8] {
    let file = scratch.appendingPathComponent(UUID().uuidString)
    let out = scratch.appendingPathComponent(UUID().uuidString)
    try Data(profile).write(to: file)
    _ = try run(go, ["tool", "preprofile", "-i", file.path, "-o", out.path])
    return try [UInt8](Data(contentsOf: out))
  }

  // MARK: Setting up

  private init() throws {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    let candidates = path.split(separator: ":").map {
      URL(fileURLWithPath: String($0)).appendingPathComponent("go")
    }
    guard
      let go = candidates.first(where: { FileManager.default.isExecutableFile(atPath: $0.path) })
    else { throw Failure(description: "these tests need the Go toolchain: no go on PATH") }
    self.go = go
    scratch = Self.scratchDirectory
    oracle = scratch.appendingPathComponent("oracle")
    try? FileManager.default.removeItem(at: scratch)
    for directory in ["source", "home", "binaries"] {
      try FileManager.default.createDirectory(
        at: scratch.appendingPathComponent(directory), withIntermediateDirectories: true)
    }
    try buildOracle()
    atexit { try? FileManager.default.removeItem(at: GoToolchain.scratchDirectory) }
  }

  private static var scratchDirectory: URL {
    FileManager.default.temporaryDirectory.appendingPathComponent("pprof-tests-\(getpid())")
  }

  /// Builds Tests/Oracle with the toolchain's packages, which can't be imported where they are.
  private func buildOracle() throws {
    let root = String(decoding: try run(go, ["env", "GOROOT"]), as: UTF8.self)
    let sources = URL(fileURLWithPath: root.trimmingCharacters(in: .newlines))
      .appendingPathComponent("src")
    let module = scratch.appendingPathComponent("source")
    for (package, path) in [
      ("profile", "cmd/vendor/github.com/google/pprof/profile"), ("pgo", "cmd/internal/pgo"),
      ("goprofile", "internal/profile"),
    ] {
      let target = module.appendingPathComponent(package)
      try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
      let source = sources.appendingPathComponent(path)
      for file in try FileManager.default.contentsOfDirectory(atPath: source.path)
      where file.hasSuffix(".go") && !file.hasSuffix("_test.go") {
        let text = try String(
          contentsOf: source.appendingPathComponent(file), encoding: .utf8)
        try text.replacingOccurrences(of: "\"internal/profile\"", with: "\"oracle/goprofile\"")
          .write(to: target.appendingPathComponent(file), atomically: false, encoding: .utf8)
      }
    }
    let main = Corpus.tests.appendingPathComponent("Oracle/main.go")
    try Data(contentsOf: main).write(to: module.appendingPathComponent("main.go"))
    try Data("module oracle\n\ngo 1.23\n".utf8).write(
      to: module.appendingPathComponent("go.mod"))
    _ = try run(go, ["build", "-o", oracle.path, "."], in: module)
  }

  /// Runs a program to its end; its standard output. Output goes through files: no pipe fills up.
  private func run(
    _ program: URL, _ arguments: [String], in directory: URL? = nil, input: [UInt8] = []
  ) throws -> [UInt8] {
    try Self.turn.withLock { _ in
      let files = ["in", "out", "err"].map { scratch.appendingPathComponent($0) }
      try Data(input).write(to: files[0])
      for file in files[1...] { try Data().write(to: file) }
      let process = Process()
      process.executableURL = program
      process.arguments = arguments
      process.currentDirectoryURL = directory
      process.environment = environment
      process.standardInput = try FileHandle(forReadingFrom: files[0])
      process.standardOutput = try FileHandle(forWritingTo: files[1])
      process.standardError = try FileHandle(forWritingTo: files[2])
      try process.run()
      process.waitUntilExit()
      guard process.terminationStatus == 0 else {
        let errors = try String(contentsOf: files[2], encoding: .utf8)
        throw Failure(
          description: "\(program.lastPathComponent) \(arguments.first ?? ""): \(errors)")
      }
      return try [UInt8](Data(contentsOf: files[1]))
    }
  }

  private var environment: [String: String] {
    let own = ProcessInfo.processInfo.environment
    var result = [
      "GOPROXY": "off", "GOTOOLCHAIN": "local", "GOFLAGS": "-mod=mod",
      "PPROF_BINARY_PATH": scratch.appendingPathComponent("binaries").path,
      "PPROF_TMPDIR": scratch.appendingPathComponent("home").path,
    ]
    for name in ["PATH", "HOME", "GOCACHE", "TMPDIR"] { result[name] = own[name] }
    return result
  }
}
