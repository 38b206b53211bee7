import ProfileStore
import TestSupport

func app(_ path: String) -> AppPath { AppPath(path)! }

func instant(_ day: String, _ hour: Int = 0, _ minute: Int = 0) -> Timestamp {
  Day(day)!.start.advanced(byMilliseconds: Int64(hour * 60 + minute) * Timestamp.minute)
}

/// A capture by its path: `sample/2024-10-12/09-30-00Z.pprof`.
func capture(_ path: String) -> StoreFile {
  let parts = path.split(separator: "/")
  let name = CaptureName(day: Day(parts[parts.count - 2])!, fileName: String(parts.last!))!
  return .capture(AppPath(components: parts.dropLast(2).map(String.init))!, name)
}

/// Captures of a real service.
enum Profiles {
  static let good = (0..<4).map { contents(of: Corpus.service.files[$0]) }
  static let torn = Array(good[0].dropLast(100))
  static let page = Array("<html>".utf8)
}

extension ProfileStore {
  /// Makes an app with those around it.
  func makeApp(_ app: AppPath) throws {
    if let parent = app.parent { try makeApp(parent) }
    if try status(of: .app(app)) == nil { try make(.app(app)) }
  }

  /// Saves bytes under a name, whatever has it.
  func put(_ bytes: [UInt8], as file: StoreFile) throws {
    try makeApp(file.app)
    if case .pinned = file, try status(of: file.directory) == nil { try make(file.directory) }
    _ = try save(bytes, as: file, expecting: .anything)
  }

  /// Saves captures of so many bytes, which are none.
  func fill(_ paths: [String], bytes: Int = 10) throws {
    for path in paths { try put([UInt8](repeating: 0, count: bytes), as: capture(path)) }
  }

  /// The paths of all captures, sorted.
  func paths(below app: AppPath? = nil) throws -> [String] {
    var paths: [String] = []
    if let app {
      let all = Timestamp(milliseconds: .min)..<Timestamp(milliseconds: .max)
      paths = try captures(of: app, in: all).map { "\(StoreFile.capture(app, $0.name))" }
    }
    for name in try apps(below: app) {
      paths += try self.paths(below: app.map { $0.appending(name)! } ?? AppPath(name)!)
    }
    return paths.sorted()
  }

  /// The bytes of a file; nil when it isn't there.
  func bytes(of file: StoreFile) throws -> [UInt8]? {
    guard let status = try status(of: file) else { return nil }
    return try load(file, identity: status.identity).bytes()
  }
}

let outage = StoreError(.unavailable, path: "", message: "the store is out of order")
let silence = StoreError(.timedOut, path: "", message: "no answer")
