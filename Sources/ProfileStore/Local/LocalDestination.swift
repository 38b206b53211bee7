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
    for _ in 0..<Limits.writeAttempts {
      var isNew = false
      if case .capture = file, try app.status(of: name) == nil {
        isNew = try app.makeDirectory(name)
      }
      guard let directory = try app.directory(named: name) else { continue }
      self.directory = directory
      self.app = app
      self.isNew = isNew
      return
    }
    throw .notFound(file.directory)
  }

  /// Makes what changed in it durable, and keeps nobody away from the app meanwhile.
  func synchronize() throws(StoreError) {
    app.unlock()
    try directory.synchronize()
    try app.synchronize()
  }

  /// Removes the directory again if it was made here and is still empty.
  func undo() {
    if isNew { try? app.removeDirectory(name) }
  }
}
