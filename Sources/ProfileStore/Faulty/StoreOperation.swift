/// One call of a store, as `FaultyStore` sees it.
public struct StoreOperation: Hashable, Sendable {
  /// Which call it is; `read` is one of a content that `load` opened.
  public enum Kind: Hashable, Sendable, CaseIterable {
    case directoryStatus, fileStatus, apps, days, captures, pinned
    case save, load, read, move, delete, deleteCaptures, deleteListed
    case make, remove, moveApp
  }

  /// Which call.
  public let kind: Kind

  /// The path below the store's root that it is about: a file's, a directory's, an app's, empty for
  /// the root; of a move, where from.
  public let path: String

  /// A call of this kind on this path.
  public init(_ kind: Kind, path: String) {
    self.kind = kind
    self.path = path
  }
}

/// What goes wrong with a call.
public enum StoreFault: Hashable, Sendable {
  /// The call does nothing and fails.
  case fail(StoreError)
  /// The call takes this much longer, and blocks its thread meanwhile.
  case delay(Duration)
  /// The call takes effect, but its answer is lost: it fails.
  case failAfter(StoreError)
}
