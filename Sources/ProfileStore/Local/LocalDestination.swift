/// The directory that a file is to come into.
struct LocalDestination: ~Copyable {
  let directory: OpenDirectory

  // The app around a day: the day may be someone's news that isn't durable yet, whoever made it.
  private let app: OpenDirectory
  private let name: String
  private let isNew: Bool

  /// Opens the directory of a file below its app, or makes it when it is a day. `notFound` when it is
  /// `pinned`.
  init(of file: StoreFile, below app: consuming OpenDirectory) throws(StoreError) {
    name = file.directory.name
    // Someone may remove the day between any two of these calls.
    var isNew = false
    for _ in 0...Limits.writeAttempts {
      if let directory = try app.directory(named: name) {
        self.directory = directory
        self.app = app
        self.isNew = isNew
        return
      }
      guard case .capture = file else { break }
      isNew = try app.makeDirectory(name) || isNew
    }
    throw .notFound(file.directory)
  }

  /// Makes what changed in it durable, and keeps nobody away from the app meanwhile.
  func synchronize(_ durable: DurableDirectories) throws(StoreError) {
    app.unlock()
    try directory.synchronize()
    let place = DurableDirectories.Place(of: try directory.status(), in: try app.status())
    if let place, durable.contains(place) { return }
    try app.synchronize()
    if let place { durable.insert(place) }
  }

  /// Removes the directory again if it was made here and is still empty.
  func undo() {
    if isNew { try? app.removeDirectory(name) }
  }
}
