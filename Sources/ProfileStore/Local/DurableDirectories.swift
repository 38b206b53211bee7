import Synchronization

/// The directories whose own entry is known to survive a crash, so that what is written into them
/// needn't make it durable once more.
final class DurableDirectories: Sendable {
  /// A directory and the one that it was found in.
  struct Place: Hashable {
    private let directory: DirectoryVersion.Birth
    private let parent: DirectoryVersion.Birth

    /// nil where the file system doesn't keep births: an inode number alone comes back after a
    /// removal, and would make a new directory pass for the one before.
    init?(of directory: EntryStatus, in parent: EntryStatus) {
      self.directory = directory.version.birth
      self.parent = parent.version.birth
      if self.directory.born == 0 || self.parent.born == 0 { return nil }
    }
  }

  private let places = Mutex<Set<Place>>([])

  /// Whether the parent was synchronized since the directory is in it.
  func contains(_ place: Place) -> Bool { places.withLock { $0.contains(place) } }

  /// Remembers that the parent was synchronized.
  func insert(_ place: Place) {
    places.withLock { places in
      if places.count >= Limits.durableDirectories { places = [] }
      places.insert(place)
    }
  }
}
