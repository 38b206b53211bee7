import Foundation

/// Real Go CPU profiles: 52 of standard-library benchmarks, one binary each, and 96 of one HTTP
/// service, two seconds each, with labels.
struct Corpus {
  static let tests = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent()

  static let std = Corpus("std")
  static let svc = Corpus("svc")

  let name: String
  let files: [URL]
  let profiles: [[UInt8]]

  private init(_ name: String) {
    self.name = name
    let folder = Self.tests.appendingPathComponent("Corpus/\(name)")
    // A missing corpus makes every test fail that looks at its count.
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    files = names.filter { $0.hasSuffix(".pprof") }.sorted().map(folder.appendingPathComponent)
    profiles = files.map { (try? [UInt8](Data(contentsOf: $0))) ?? [] }
  }

  func profile(_ name: String) -> [UInt8] {
    files.firstIndex { $0.lastPathComponent == name + ".pprof" }.map { profiles[$0] } ?? []
  }
}
