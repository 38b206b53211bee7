import TestSupport

/// The programs in Go that these tests collect from.
enum GoPrograms {
  /// Simulated services: a subcommand for each kind, in a file of its own in `GoTools`.
  static let tools = GoProgram("Tests/CollectorTests/GoTools")
  /// A real service.
  static let service = GoProgram("examples/service")
  /// What keeps the real service busy.
  static let load = GoProgram("examples/service/load")
}
