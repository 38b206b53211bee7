/// Profiles in files that are merged with each other.
struct FileSet: Sendable {
  let name: String
  let files: [String]

  /// The files' bytes.
  func contents() throws -> [[UInt8]] { try files.map(File.contents) }

  /// Such as `svc: 96 files, 2.32 MB (4.85 MB inflated)`.
  func text() throws -> String {
    let contents = try contents()
    let inflated = try contents.reduce(0) { $0 + (try Deflate.inflated($1).count) }
    let size = Unit.bytes.text(Double(contents.reduce(0) { $0 + $1.count }))
    return
      "\(name): \(files.count) files, \(size) (\(Unit.bytes.text(Double(inflated))) inflated)"
  }
}

/// The three sets, each made when it is first asked for.
final class FileSets {
  let standardLibrary: FileSet
  let service: FileSet
  private let directory: String
  private var madeLarge: FileSet?

  /// - Parameters:
  ///   - corpus: the directory that holds `std` and `svc`.
  ///   - directory: where the generated files go.
  init(corpus: String, directory: String) throws {
    standardLibrary = FileSet(name: "std", files: try File.profiles(in: "\(corpus)/std"))
    service = FileSet(name: "svc", files: try File.profiles(in: "\(corpus)/svc"))
    self.directory = directory
  }

  func large() throws -> FileSet {
    if let madeLarge { return madeLarge }
    try File.makeDirectories(directory)
    var set = LargeSet()
    let files = try (0..<LargeSet.files).map { number in
      let path = "\(directory)/\(number < 10 ? "0" : "")\(number).pprof"
      try File.write(Deflate.deflated(set.next(number: number)), to: path)
      return path
    }
    madeLarge = FileSet(name: "large", files: files)
    return madeLarge!
  }

  func all() throws -> [FileSet] { [standardLibrary, service, try large()] }
}
