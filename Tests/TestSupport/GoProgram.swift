import Glibc
import Synchronization

/// A program in Go of this repository, built by the first test of a run that asks for it.
public final class GoProgram: Sendable {
  /// Why there is no program.
  public struct Failure: Error, CustomStringConvertible {
    /// What Go said.
    public let description: String
  }

  private let package: String
  private let built = Mutex<Result<String, Failure>?>(nil)

  /// The program whose source is in a directory of the repository.
  public init(_ package: String) { self.package = package }

  /// Its path.
  public func path() throws -> String {
    try built.withLock { built in
      let result = built ?? build()
      built = result
      return try result.get()
    }
  }

  private static let directory: TemporaryDirectory = {
    // A static is never released.
    atexit {
      for name in GoProgram.names.withLock({ $0 }) { unlink("\(GoProgram.directory.path)/\(name)") }
      rmdir(GoProgram.directory.path)
    }
    return TemporaryDirectory()
  }()

  private static let names = Mutex<[String]>([])

  private func build() -> Result<String, Failure> {
    let name = package.split(separator: "/").joined(separator: "-")
    GoProgram.names.withLock { $0.append(name) }
    let target = "\(GoProgram.directory.path)/\(name)"
    let result = shell(
      """
      command -v go > /dev/null || { echo 'there is no go on PATH' >&2; exit 1; }
      cd "$SOURCE" && go build -buildvcs=false -o "$TARGET" .
      """, environment: ["SOURCE": "\(Corpus.project)/\(package)", "TARGET": target])
    guard result.status == 0 else {
      return .failure(Failure(description: "these tests need the Go toolchain: \(result.error)"))
    }
    return .success(target)
  }
}
