/// What hosts that use one store keep in it for each other, beside its profiles: computed bytes, by
/// names that say all that the bytes depend on. Whoever has the name of some has the same bytes.
///
/// Nobody needs them: what can't be had is computed again, and what can't be kept is kept by none.
/// So nothing here fails. What is had may be damaged; the reader has to see.
public protocol SharedParts: Sendable {
  /// The bytes of each name, nil where there are none, or none can be had now. Blocks until all are
  /// there.
  func load(_ names: [String]) -> [[UInt8]?]

  /// Keeps bytes, in place of what has the name, when there is time.
  func save(_ bytes: [UInt8], as name: String)

  /// Waits until what is to be kept is kept.
  func drain()
}
