import Glibc
import TestSupport

/// What programs in Go do to a mount, as a command: `gotools removeall DIR` and so on. Its source is
/// in `GoTools`, a file for each subcommand.
enum GoTools {
  /// Why there is no command.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// The path of the command. It is built by the first test of a run that asks for it.
  static func command() throws -> String { try built.get() }

  private static let directory = TemporaryDirectory()

  private static let built = Result { () throws(Failure) in
    // A static is never released.
    atexit {
      unlink("\(GoTools.directory.path)/gotools"); rmdir(GoTools.directory.path)
    }
    let result = shell(
      """
      command -v go > /dev/null || { echo 'there is no go on PATH' >&2; exit 1; }
      cd "$SOURCE" && go build -buildvcs=false -o "$TARGET" .
      """,
      environment: [
        "SOURCE": "\(Corpus.project)/Tests/MountTests/GoTools",
        "TARGET": "\(directory.path)/gotools",
      ])
    guard result.status == 0 else {
      throw Failure(description: "these tests need the Go toolchain: \(result.error)")
    }
    return "\(directory.path)/gotools"
  }
}
