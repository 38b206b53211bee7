import ProfileStore

/// A name in a directory.
public struct DirectoryItem: Sendable {
  /// The name.
  public let name: String

  /// Whether it is a directory.
  public let isDirectory: Bool

  enum Meaning: Sendable {
    /// Looked up only when somebody asks: a stat of a merged file computes it.
    case nameOnly
    case directory(TreeDirectory)
    case stored(StoreFile, FileStatus)
    case staged(StagedFile)
  }

  let meaning: Meaning

  init(_ name: String, isDirectory: Bool = false, _ meaning: Meaning) {
    self.name = name
    self.isDirectory = isDirectory
    self.meaning = meaning
  }
}

/// The names of an open directory. A day's captures are the store's listing itself: each becomes an
/// item when it is asked for.
public struct DirectoryItems: RandomAccessCollection, Sendable {
  private var app: AppPath?
  private var captures: [StoredCapture] = []
  private var others: [DirectoryItem]

  init(_ items: [DirectoryItem]) { others = items }

  init(_ captures: [StoredCapture], of app: AppPath) {
    self.app = app
    self.captures = captures
    others = []
  }

  mutating func append(_ items: [DirectoryItem]) { others += items }

  /// Whether all of them are captures, with all that is to be said of them.
  var areCaptures: Bool { others.isEmpty }

  /// Items are counted from 0.
  public var startIndex: Int { 0 }

  /// How many there are.
  public var endIndex: Int { captures.count + others.count }

  /// The captures of a day come first.
  public subscript(position: Int) -> DirectoryItem {
    guard let app, position < captures.count else { return others[position - captures.count] }
    let capture = captures[position]
    return DirectoryItem(
      capture.name.fileName, .stored(.capture(app, capture.name), capture.status))
  }
}

extension ProfileTree {
  /// Opens a directory: takes the list of its names.
  public func openDirectory(_ id: NodeID) throws(TreeError) -> HandleID {
    let directory = try directory(id)
    let items = try items(of: directory)
    return handles.insert(OpenDirectory(items: items))
  }

  /// The names of an open directory, without `.` and `..`.
  public func list(_ handle: HandleID) throws(TreeError) -> DirectoryItems {
    try handles.directory(handle).items
  }

  /// Whether the names of an open directory can be looked up without asking the store: a
  /// day's captures.
  public func knowsEntries(of handle: HandleID) -> Bool {
    (try? handles.directory(handle))?.items.areCaptures ?? true
  }

  /// What a listed name stands for, as a look-up would tell; nil for one that is only listed, and one
  /// that is gone by now. Counts as a look-up.
  public func entry(of item: DirectoryItem) -> TreeEntry? {
    switch item.meaning {
    case .nameOnly: nil
    case .directory(let directory): try? entry(ofDirectory: directory, path: directory.path)
    case .stored(let file, let status): entry(of: file, status)
    case .staged(let file): try? entry(of: file)
    }
  }

  /// Closes a directory.
  public func closeDirectory(_ handle: HandleID) {
    handles.removeDirectory(handle)
  }

  private func items(of directory: TreeDirectory) throws(TreeError) -> DirectoryItems {
    try atPath(directory.path) { () throws(StoreError) in
      switch directory {
      case .control:
        return DirectoryItems(ControlFile.allCases.map { DirectoryItem($0.rawValue, .nameOnly) })
      case .merged(let app): return DirectoryItems(try mergedItems(of: app))
      case .store(let directory):
        var items = try items(ofStored: directory)
        items.append(scratchItems(of: directory))
        return items
      }
    }
  }

  private func items(ofStored directory: StoreDirectory) throws(StoreError) -> DirectoryItems {
    switch directory {
    case .root: return DirectoryItems(try appItems(below: nil))
    case .app(let app):
      var items = try appItems(below: app)
      for day in try store.days(of: app) {
        items.append(
          DirectoryItem("\(day)", isDirectory: true, .directory(.store(.day(app, day)))))
      }
      if try resolver.hasCaptures(app, below: true) {
        items.append(DirectoryItem("merged", isDirectory: true, .directory(.merged(app))))
      }
      if try store.pinned(of: app) != nil {
        items.append(DirectoryItem("pinned", isDirectory: true, .directory(.store(.pinned(app)))))
      }
      return DirectoryItems(items)
    case .day(let app, let day):
      return DirectoryItems(try store.captures(of: app, in: day.start..<day.end), of: app)
    case .pinned(let app):
      return DirectoryItems(
        try (store.pinned(of: app) ?? []).map { pinned in
          DirectoryItem(pinned.name.fileName, .stored(.pinned(app, pinned.name), pinned.status))
        })
    }
  }

  private func appItems(below app: AppPath?) throws(StoreError) -> [DirectoryItem] {
    try store.apps(below: app).compactMap { name in
      let path = app.map { $0.appending(name) } ?? AppPath(name)
      return path.map { DirectoryItem(name, isDirectory: true, .directory(.store(.app($0)))) }
    }
  }

  private func scratchItems(of directory: StoreDirectory) -> [DirectoryItem] {
    staged.scratch(in: directory).map { DirectoryItem($0.name, .staged($0.file)) }
  }

  // What is listed is stat'ed by many a tool, and a stat computes: only what builds want.
  private func mergedItems(of app: AppPath) throws(StoreError) -> [DirectoryItem] {
    var items = [DirectoryItem("README", .nameOnly)]
    for text in ["last24h", "last7d"] {
      guard let window = try? Window(parsing: text) else { continue }
      let span = window.span(now: clock.now, newest: nil, settle: configuration.settle)
      var holds = try resolver.hasCaptures(app, in: span.whole, below: false)
      if !holds, let fallback = span.fallback {
        holds = try resolver.hasCaptures(app, in: fallback, below: false)
      }
      if holds { items += ["pgo", "pprof"].map { DirectoryItem("\(text).\($0)", .nameOnly) } }
    }
    return items
  }
}
