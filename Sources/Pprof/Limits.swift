/// The bounds on what a profile may ask for, each with its reason. Those on bytes are the caller's.
enum Limits {
  /// The most stack frames that a capture's samples may hold in their two innermost locations, where
  /// the call edges are: it bounds the work of an edge table. A capture of an hour on a hundred cores
  /// has a tenth of it.
  static let edgeFrames = 1 << 28

  /// The most bytes that the names of a profile's types may have in all: a real one has less than a
  /// hundred. A schema has a copy of each name, and thousands of types could share a long one.
  static let schemaBytes = 1 << 16

  /// The longest string that the key of a set of labels holds; longer ones stand in it by number, or
  /// keys could grow far beyond the profiles that they come from.
  static let labelKeyString = 64

  /// How many captures may be in memory, beside one for each thread, on their way into a merge: those
  /// that are decoded wait for the ones before them, and with fewer the threads wait for one another.
  static let capturesAhead = 2
}
