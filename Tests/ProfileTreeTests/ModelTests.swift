import ProfileStore
import SystemPackage
import TestSupport
import Testing

@testable import ProfileTree

/// Random operations on the tree and on the simplest model of it: which names hold which bytes.
@Suite struct ModelTests {
  @Test(arguments: 0..<6) func `the tree holds what a dictionary would`(round: UInt64) throws {
    let seed = round &* 0x9e37 &+ 17
    let walk = RandomWalk(seed: seed)
    for step in 0..<250 {
      let trace = try walk.step()
      try #require(try walk.differences() == [], "seed \(seed), step \(step):\n\(trace)")
    }
    walk.finish()
    #expect(walk.fixture.tree.inodesKnown == 1, "seed \(seed)")
  }
}

/// What the tree is to hold: paths of captures and pinned files, by app and day, and scratch files.
private struct Model: Equatable {
  var directories: Set<String> = []
  var files: [String: [UInt8]] = [:]

  func names(in directory: String) -> Set<String> {
    let prefix = directory.isEmpty ? "" : directory + "/"
    return Set(
      (Array(directories) + Array(files.keys)).compactMap { path in
        guard path.hasPrefix(prefix), path != directory else { return nil }
        let rest = path.dropFirst(prefix.count)
        return rest.contains("/") ? nil : String(rest)
      })
  }

  func captures(below app: String) -> [String] {
    files.keys.filter { $0.hasPrefix(app + "/") && $0.hasSuffix("Z.pprof") }
  }

  mutating func move(_ path: String, _ newPath: String) {
    func moved(_ other: String) -> String {
      other == path || other.hasPrefix(path + "/") ? newPath + other.dropFirst(path.count) : other
    }
    directories = Set(directories.map(moved))
    files = Dictionary(uniqueKeysWithValues: files.map { (moved($0.key), $0.value) })
  }
}

private final class RandomWalk {
  let fixture = TreeFixture()
  private var model = Model()
  private var random: NameGenerator
  private var trace: [String] = []
  private var readers: [(handle: HandleID, bytes: [UInt8])] = []

  private let apps = ["a", "b", "a/c", "b/d"]
  private let days = ["2024-10-11", "2024-10-12"]

  init(seed: UInt64) { random = NameGenerator(state: seed) }

  private func pick<Element>(_ elements: [Element]) -> Element {
    elements[Int.random(in: 0..<elements.count, using: &random)]
  }

  private var anyFile: String {
    let app = pick(apps)
    return switch Int.random(in: 0..<6, using: &random) {
    case 0: "\(app)/.s\(Int.random(in: 0..<2, using: &random))"
    case 1: "\(app)/pinned/v\(Int.random(in: 0..<2, using: &random)).pgo"
    default: "\(app)/\(pick(days))/0\(Int.random(in: 1..<5, using: &random))-00-00Z.pprof"
    }
  }

  private var anyDirectory: String {
    let app = pick(apps)
    return pick([app, "\(app)/pinned", "\(app)/\(pick(days))"])
  }

  private var anyBytes: [UInt8] { capture("main.f\(Int.random(in: 0..<8, using: &random))") }

  private func parent(of path: String) -> String {
    path.split(separator: "/").dropLast().joined(separator: "/")
  }

  private func isDirectory(_ path: String) -> Bool {
    path.isEmpty || model.directories.contains(path)
  }

  private func isApp(_ directory: String) -> Bool {
    let name = directory.split(separator: "/").last ?? "pinned"
    return name != "pinned" && !days.contains(String(name))
  }

  // MARK: Steps

  /// Does one thing to both; a failure must leave the tree as it was.
  func step() throws -> String {
    fixture.clock.advance(by: .seconds(1))
    switch Int.random(in: 0..<10, using: &random) {
    case 0, 1: makeDirectory(anyDirectory)
    case 2, 3, 4: write(anyFile, anyBytes)
    case 5: remove(anyFile)
    case 6: removeDirectory(anyDirectory)
    case 7: rename(anyFile, anyFile)
    case 8: renameApp(pick(apps), pick(apps))
    default: try open()
    }
    return trace.suffix(20).joined(separator: "\n")
  }

  private func attempt(_ text: String, _ call: () throws -> Void) -> Bool {
    let errno = fixture.errno(call)
    trace.append("\(text): \(errno.map { "\($0)" } ?? "ok")")
    return errno == nil
  }

  private func makeDirectory(_ path: String) {
    let isDone = attempt("mkdir \(path)") { try fixture.mkdir(path) }
    #expect(isDone == (isDirectory(parent(of: path)) && !isDirectory(path)), "\(trace.last!)")
    if isDone { model.directories.insert(path) }
  }

  private func write(_ path: String, _ bytes: [UInt8]) {
    let isDone = attempt("write \(path)") { try fixture.put(path, bytes) }
    let isScratch = path.contains("/.")
    #expect(
      isDone == (isDirectory(parent(of: path)) && (isScratch || model.files[path] == nil)),
      "\(trace.last!)")
    if isDone { model.files[path] = bytes }
  }

  private func remove(_ path: String) {
    let isDone = attempt("rm \(path)") { try fixture.unlink(path) }
    #expect(isDone == (model.files[path] != nil), "\(trace.last!)")
    model.files[path] = nil
  }

  private func removeDirectory(_ path: String) {
    let isDone = attempt("rmdir \(path)") { try fixture.rmdir(path) }
    #expect(isDone == (isDirectory(path) && model.names(in: path).isEmpty), "\(trace.last!)")
    if isDone { model.directories.remove(path) }
  }

  private func rename(_ path: String, _ newPath: String) {
    let isDone = attempt("mv \(path) \(newPath)") { try fixture.rename(path, newPath) }
    let isLost = newPath.contains("/.") && !path.contains("/.")
    #expect(
      isDone == (model.files[path] != nil && isDirectory(parent(of: newPath)) && !isLost),
      "\(trace.last!)")
    if isDone, path != newPath { model.files[newPath] = model.files.removeValue(forKey: path) }
  }

  private func renameApp(_ path: String, _ newPath: String) {
    // The kernel sees to these itself.
    guard path != newPath, !newPath.hasPrefix(path + "/") else { return }
    // What lies in the store is what keeps an app from being replaced.
    guard !model.files.keys.contains(where: { $0.hasPrefix(newPath + "/.") }) else { return }
    let isDone = attempt("mv \(path) \(newPath)") { try fixture.rename(path, newPath) }
    let isFree = !isDirectory(newPath) || model.names(in: newPath).isEmpty
    #expect(
      isDone == (isDirectory(path) && isDirectory(parent(of: newPath)) && isFree),
      "\(trace.last!)")
    if isDone {
      model.directories.remove(newPath)
      model.move(path, newPath)
    }
  }

  /// Opens something for good: it must keep its bytes.
  private func open() throws {
    if readers.count > 5 {
      let reader = readers.removeFirst()
      #expect(try fixture.bytes(of: reader.handle) == reader.bytes)
      fixture.close(reader.handle)
    }
    let path = pick(apps) + "/merged/all.pprof"
    var opened: HandleID?
    let isDone = attempt("open \(path)") { opened = try fixture.open(path) }
    #expect(
      isDone == !model.captures(below: parent(of: parent(of: path))).isEmpty, "\(trace.last!)")
    if let opened { readers.append((opened, try fixture.bytes(of: opened))) }
  }

  func finish() {
    for reader in readers {
      #expect(throws: Never.self) {
        let bytes = try fixture.bytes(of: reader.handle)
        #expect(bytes == reader.bytes)
      }
      fixture.close(reader.handle)
    }
    readers = []
  }

  // MARK: Comparing

  /// Where the tree differs from the model.
  func differences() throws -> [String] {
    var differences: [String] = []
    for directory in [""] + model.directories.sorted() {
      var expected = model.names(in: directory)
      if isApp(directory), !model.captures(below: directory).isEmpty { expected.insert("merged") }
      let listed = Set(try fixture.list(directory))
      if listed != expected { differences.append("\(directory): \(listed) for \(expected)") }
    }
    for (path, bytes) in model.files where try fixture.read(path) != bytes {
      differences.append("\(path) has other bytes")
    }
    return differences + (try windowDifferences())
  }

  private func windowDifferences() throws -> [String] {
    var differences: [String] = []
    for app in model.directories where isApp(app) {
      for window in days + ["all"] {
        let captures = model.captures(below: app).filter { window == "all" || $0.contains(window) }
        let expected = Set(try captures.flatMap { try callees(model.files[$0]!) })
        var found: Set<String> = []
        if !captures.isEmpty {
          found = Set(try callees(fixture.read("\(app)/merged/\(window).pprof")))
        }
        if found != expected {
          differences.append("\(app)/merged/\(window): \(found) for \(expected)")
        }
        if captures.isEmpty, try fixture.exists("\(app)/merged/\(window).pgo") {
          differences.append("\(app)/merged/\(window).pgo is there")
        }
      }
    }
    return differences
  }
}
