public import ProfileStore

extension S3Store {
  /// Keeps the bytes under the name.
  public func save(
    _ bytes: [UInt8], as file: StoreFile, expecting: Expectation
  ) throws(StoreError) -> FileStatus {
    try save(bytes, as: file, expecting: expecting, modified: .now)
  }

  private func save(
    _ bytes: [UInt8], as file: StoreFile, expecting: Expectation, modified: Timestamp
  ) throws(StoreError) -> FileStatus {
    try requireListed(.app(file.app))
    if case .pinned = file { try requireListed(file.directory) }
    let tag = try put(bytes, file, try condition(expecting, file))
    let status = FileStatus(
      size: bytes.count, identity: tags.identity(of: tag, at: file.key), modified: modified)
    listings.wrote(file, status)
    // A directory that gets its first file is there to stay, as in every store. It is there in any
    // case, and the file is stored.
    if case .capture = file, (try? isListed(file.directory)) == false {
      _ = try? mark(file.directory)
    }
    return status
  }

  /// Whether a file has these bytes, by its tag where that tells.
  public func holds(_ bytes: [UInt8], as file: StoreFile) throws(StoreError) -> Bool {
    try of("\(file)") { () throws(S3Error) in try client.entityTag(of: file.key, having: bytes) }
      != nil
  }

  private func put(
    _ bytes: [UInt8], _ file: StoreFile, _ condition: WriteCondition
  ) throws(StoreError) -> EntityTag {
    do throws(S3Error) {
      return try client.put(file.key, bytes, if: condition)
    } catch {
      if error.isOfAnotherObject { listings.forget(file.app) }
      guard error.code == .preconditionFailed, condition == .absent else {
        throw StoreError(error, at: "\(file)")
      }
      throw StoreError(
        .alreadyExists, path: "\(file)", message: "there is a file of this name already")
    }
  }

  private func condition(
    _ expectation: Expectation, _ file: StoreFile
  ) throws(StoreError) -> WriteCondition {
    switch expectation {
    case .anything: return .none
    case .absent: return .absent
    case .identity(let identity):
      guard let present = try status(of: file) else {
        throw .nothing(at: "\(file)")
      }
      guard present.identity == identity else {
        throw StoreError(
          .changed, path: "\(file)",
          message: "the file has another content by now; look it up anew")
      }
      return .entityTag(tags.tag(of: identity, at: file.key))
    }
  }

  /// Gives a file another name: the bytes are put there and deleted here, so that a crash between
  /// leaves both.
  public func move(
    _ file: StoreFile, to target: StoreFile, expecting: Expectation
  ) throws(StoreError) -> FileStatus {
    guard let present = try freshStatus(of: file) else { throw .nothing(at: "\(file)") }
    if file == target {
      try expecting.check(present.identity, of: file)
      return present
    }
    let bytes = try load(file, identity: present.identity).bytes()
    // Among pinned files a move is no arrival.
    let isPinned = file.directory == .pinned(file.app) && target.directory == .pinned(target.app)
    let status = try save(
      bytes, as: target, expecting: expecting, modified: isPinned ? present.modified : .now)
    try removeMoved(file, present.identity)
    return status
  }

  // What came there meanwhile is somebody else's.
  private func removeMoved(_ file: StoreFile, _ identity: Identity) throws(StoreError) {
    guard let present = try freshStatus(of: file) else { return }
    guard present.identity == identity else {
      throw StoreError(
        .changed, path: "\(file)",
        message: "it was replaced while it was moved; what it was has the new name")
    }
    try keep(file.directory)
    try of("\(file)") { () throws(S3Error) in try client.delete(file.key) }
    listings.deleted(file)
  }

  // What is believed for some seconds isn't enough for what can't be taken back.
  private func freshStatus(of file: StoreFile) throws(StoreError) -> FileStatus? {
    try of("\(file)") { () throws(S3Error) in try client.status(file.key) }.map { status in
      listings.fileStatus(status, at: file.key)
    }
  }

  /// Deletes a file.
  public func delete(_ file: StoreFile) throws(StoreError) {
    guard try status(of: file) != nil else {
      throw .nothing(at: "\(file)")
    }
    try keep(file.directory)
    try of("\(file)") { () throws(S3Error) in try client.delete(file.key) }
    listings.deleted(file)
  }

  /// Deletes the captures of an app in a window.
  public func deleteCaptures(
    of app: AppPath, in window: Range<Timestamp>
  ) throws(StoreError) -> Int {
    let captures = try captures(of: app, in: window)
    for day in Set(captures.map(\.name.day)) { try keep(.day(app, day)) }
    do throws(S3Error) {
      try client.delete(captures.map { StoreFile.capture(app, $0.name).key })
    } catch {
      // Some may be gone.
      listings.forget(app)
      throw StoreError(error, at: "\(app)")
    }
    for capture in captures { listings.deleted(.capture(app, capture.name)) }
    return captures.count
  }

  // What is in a directory that nothing marks is all that makes it be there.
  private func keep(_ directory: StoreDirectory) throws(StoreError) {
    let marker: ObjectStatus?
    if case .day(let app, let day) = directory {
      marker = try of("\(directory)") { () throws(S3Error) in
        try listings.listing(of: day, of: app)
      }.marker
    } else {
      marker = try of("\(directory)") { () throws(S3Error) in
        try listings.listing(of: directory)
      }.marker
    }
    if marker == nil { _ = try mark(directory) }
  }

  /// Makes a directory.
  public func make(_ directory: StoreDirectory) throws(StoreError) {
    if let parent = directory.parent { try requireListed(parent) }
    guard directory != .root, try !isListed(directory) else {
      throw .present(directory)
    }
    guard try mark(directory) else { throw .present(directory) }
  }

  /// Makes the object that a directory is there by; false when it is there already. Its bytes are new
  /// each time, and so is the identity of what they mark.
  func mark(_ directory: StoreDirectory) throws(StoreError) -> Bool {
    let bytes = Array("\(directory) \(UInt64.random(in: .min ... .max))\n".utf8)
    do throws(S3Error) {
      _ = try client.put(directory.markerKey, bytes, if: .absent)
      listings.changed(directory)
      return true
    } catch {
      listings.mayHaveChanged(directory)
      // Another host was faster.
      if error.code == .preconditionFailed { return false }
      throw StoreError(error, at: "\(directory)")
    }
  }

  /// Removes an empty directory.
  public func remove(_ directory: StoreDirectory) throws(StoreError) {
    guard directory != .root else {
      throw StoreError(.unsupported, path: "", message: "the store's root can't be removed")
    }
    let page = try of("\(directory)") { () throws(S3Error) in
      try client.list(directory.prefix, byDirectory: false, limit: 2)
    }
    guard !page.objects.isEmpty else {
      throw .nothing(at: "\(directory)")
    }
    let marker = location.key(directory.markerKey)
    if let other = page.objects.first(where: { $0.key != marker }) {
      throw StoreError(
        .notEmpty, path: "\(directory)", message: "not empty: it holds \(other.key)")
    }
    if let parent = directory.parent, parent != .root { try keep(parent) }
    try of("\(directory)") { () throws(S3Error) in try client.delete(directory.markerKey) }
    // Servers that keep files list a directory until it is deleted itself, which they do only while it
    // is empty. To others it is the key of nothing.
    _ = try? client.delete(directory.prefix)
    listings.changed(directory, isThere: false)
  }

  /// An object store can't do so atomically.
  public var movesApps: Bool { false }

  /// `unsupported`.
  public func move(_ app: AppPath, to target: AppPath) throws(StoreError) {
    try requireListed(.app(app))
    if let parent = StoreDirectory.app(target).parent { try requireListed(parent) }
    throw StoreError(
      .unsupported, path: "\(app)", message: "an object store moves files one by one; mv does so")
  }
}
