import ProfileStore

/// What is directly in a directory, as the bucket listed it.
struct Listing {
  /// What shows that the directory is there, should nothing else be in it.
  var marker: ObjectStatus?
  /// The names of the directories in it.
  var directories: [String] = []
  /// The pinned profiles in it, sorted.
  var pinned: [StoredPinned] = []
  /// Whether something is in it that is not of the tree.
  var holdsOthers = false
  /// When its list changed last.
  var modified = Timestamp(milliseconds: 0)

  var isThere: Bool {
    marker != nil || !directories.isEmpty || !pinned.isEmpty || holdsOthers
  }
}
