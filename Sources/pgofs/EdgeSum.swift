import Command
import Pprof

/// The call edges of some of the files of a merge, and what keeps them from being merged.
struct EdgeSum: Sendable {
  private var edges = EdgeTable()
  /// The first file of each schema, by its number.
  private var firstFiles: [ProfileSchema: Int] = [:]
  /// The first file that is to blame.
  private var failure: (number: Int, error: any Error)?

  /// Whether the files can be merged, as far as these tell.
  var isWhole: Bool { failure == nil && firstFiles.count < 2 }

  /// Adds the file of a number.
  mutating func add(_ profile: Profile, _ number: Int) {
    add(profile.schema, number)
    edges.add(EdgeTable(profile))
  }

  /// Notes that the file of a number can't be read.
  mutating func fail(_ number: Int, _ error: any Error) {
    if let failure, failure.number < number { return }
    failure = (number, error)
  }

  /// Adds the sum of other files.
  mutating func add(_ other: EdgeSum) {
    for (schema, number) in other.firstFiles { add(schema, number) }
    if let failure = other.failure { fail(failure.number, failure.error) }
    edges.add(other.edges)
  }

  private mutating func add(_ schema: ProfileSchema, _ number: Int) {
    firstFiles[schema] = min(number, firstFiles[schema] ?? number)
  }

  /// The sum of all.
  ///
  /// - Parameter files: their paths, by their numbers.
  /// - Throws: what is wrong with the first file that can't be read or has another schema than the
  ///   very first.
  func edges(of files: [String]) throws -> EdgeTable {
    let schemas = firstFiles.sorted { $0.value < $1.value }
    if schemas.count > 1, schemas[1].value < failure?.number ?? .max {
      throw CommandError(
        "\(files[schemas[1].value]): the profile has \(schemas[1].key); \(files[0]) has "
          + "\(schemas[0].key)")
    }
    if let failure { throw failure.error }
    return edges
  }
}
