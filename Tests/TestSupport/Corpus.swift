import Glibc

/// Real profiles: `std`, 52 benchmarks of Go's standard library, and `svc`, 96 captures of a service.
public struct Corpus: Sendable {
  /// The files' paths, sorted.
  public let files: [String]

  /// 52 profiles of Go's standard library, one binary each.
  public static let standardLibrary = Corpus("std")

  /// 96 captures of one HTTP service.
  public static let service = Corpus("svc")

  /// The project's directory.
  public static let project = #filePath.split(separator: "/").dropLast(3).reduce("") {
    "\($0)/\($1)"
  }

  private init(_ name: String) {
    let listing = shell(
      "ls -d \"$C\"/*.pprof", environment: ["C": "\(Corpus.project)/Tests/Corpus/\(name)"])
    files = listing.out.split(separator: "\n").map(String.init)
    precondition(!files.isEmpty, "Tests/Corpus/\(name) holds no profile")
  }
}

/// A file's bytes.
public func contents(of path: String) -> [UInt8] {
  let descriptor = open(path, O_RDONLY)
  precondition(descriptor >= 0, "\(path): \(String(cString: strerror(errno)))")
  defer { close(descriptor) }
  var status = stat()
  fstat(descriptor, &status)
  return [UInt8](unsafeUninitializedCapacity: Int(status.st_size)) { buffer, count in
    count = max(0, read(descriptor, buffer.baseAddress, buffer.count))
  }
}
