import ProfileStore

/// The contents of a store's files; those of one that is far away are kept on this host, by their
/// identity. A content never changes, so what is kept is what the store has.
struct StoredContents: Sendable {
  let store: any ProfileStore
  private let scope: PartKeys.Scope
  /// Nil where nothing is kept.
  private let kept: PartCache?
  private let background: BackgroundWork

  init(
    of store: any ProfileStore, keepingIn parts: PartCache?, _ scope: PartKeys.Scope,
    _ background: BackgroundWork
  ) {
    (self.store, self.scope, self.background) = (store, scope, background)
    kept = store.isDistant ? parts : nil
  }

  /// The same ones, from the store alone.
  var unkept: StoredContents { StoredContents(of: store, keepingIn: nil, scope, background) }

  /// Opens a content that a listing or status named; errors as the store's.
  func load(_ file: StoreFile, identity: Identity) throws(StoreError) -> any StoredContent {
    guard let kept else { return try store.load(file, identity: identity) }
    let key = PartKey(contentOf: file, identity, in: scope)
    if let bytes = kept.load(key) { return LoadedContent(bytes) }
    let bytes = try store.load(file, identity: identity).bytes()
    let keep: @Sendable () -> Void = { kept.store(bytes, as: key) }
    if !background.run(holding: bytes.count, keep) { keep() }
    return LoadedContent(bytes)
  }

  /// Begins to fetch contents that are about to be loaded, those that aren't kept.
  func prefetch(_ contents: [(file: StoreFile, status: FileStatus)]) -> (any Sendable)? {
    guard let kept else { return store.prefetch(contents) }
    return store.prefetch(
      contents.filter { file, status in
        !kept.contains(PartKey(contentOf: file, status.identity, in: scope))
      })
  }
}
