import TestSupport

/// What programs in Go do to a mount, as a command: `gotools removeall DIR` and so on. Its source is
/// in `GoTools`, a file for each subcommand.
enum GoTools {
  /// The path of the command.
  static func command() throws -> String { try program.path() }

  private static let program = GoProgram("Tests/MountTests/GoTools")
}
