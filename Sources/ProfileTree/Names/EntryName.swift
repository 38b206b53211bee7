public import ProfileStore

/// What a name can name in a directory of the tree; `merged/` has `MergedName` instead.
public enum EntryName: Hashable, Sendable {
  /// `.pgofs`, in the root.
  case control

  /// A file of this mount, never stored.
  case scratch

  /// An app's component, in the root: a directory.
  case app(String)

  /// In an app, as a directory an app below it, as a file a drop. Whether there may be one more
  /// level of apps is for `AppPath.appending` to say.
  case appOrDrop(String, DropName)

  /// A day: a directory.
  case day(Day)

  /// The directory of windows.
  case merged

  /// The directory of pinned profiles.
  case pinned

  /// A capture, in its day.
  case capture(CaptureName)

  /// A profile under any other name.
  case drop(DropName)

  /// A profile that is kept by name.
  case pinnedProfile(PinnedName)

  /// The kinds of directories that names are made in.
  public enum Place: Hashable, Sendable {
    /// The root of the tree.
    case root

    /// An app.
    case app

    /// A day of an app.
    case day(Day)

    /// An app's `pinned`.
    case pinned
  }

  /// Classifies a name; an error when no entry of the directory can have it.
  public static func parse(_ name: String, in place: Place) throws(NameError) -> EntryName {
    guard name.utf8.count <= Limits.nameBytes else { throw .tooLong(name) }
    guard !name.isEmpty, name != ".", name != "..",
      !name.utf8.contains(where: { $0 == 0 || $0 == 0x2f })
    else { throw .notAllowed(name, expected: "a file name") }
    if name == ".pgofs", place == .root { return .control }
    if name.utf8.first == 0x2e { return .scratch }
    switch place {
    case .root: return try inRoot(name)
    case .app: return try inApp(name)
    case .day(let day): return try inDay(name, day)
    case .pinned:
      guard let pinned = PinnedName(name) else {
        throw .notAllowed(
          name, expected: "letters, digits and . _ + - with .pgo or .pprof, like v1.42.pgo")
      }
      return .pinnedProfile(pinned)
    }
  }

  private static func inRoot(_ name: String) throws(NameError) -> EntryName {
    guard AppPath.isComponent(name) else {
      throw .notAllowed(
        name,
        expected: "an app: up to 128 letters, digits and . _ -, and no date, 'merged' or 'pinned'")
    }
    return .app(name)
  }

  private static func inApp(_ name: String) throws(NameError) -> EntryName {
    switch name {
    case "merged": return .merged
    case "pinned": return .pinned
    default: break
    }
    if Day.looksLikeDay(name) {
      guard let day = Day(name) else { throw .impossible(name, "there is no such date") }
      return .day(day)
    }
    let drop = DropName(name)
    return AppPath.isComponent(name) ? .appOrDrop(name, drop) : .drop(drop)
  }

  private static func inDay(_ name: String, _ day: Day) throws(NameError) -> EntryName {
    if let capture = CaptureName(day: day, fileName: name) { return .capture(capture) }
    if hasImpossibleTime(name) {
      throw .impossible(
        name, "there is no such time; hours are 00 to 23, minutes and seconds 00 to 59")
    }
    return .drop(DropName(name))
  }

  /// Whether a name is `HH-MM-SS[.fff]Z[_…].pprof` with a time that doesn't exist.
  private static func hasImpossibleTime(_ name: String) -> Bool {
    guard name.hasSuffix(".pprof") else { return false }
    let time = name.utf8.dropLast(6).prefix { $0 != 0x5f }
    let form = String(decoding: time.map { (0x30...0x39).contains($0) ? 0x30 : $0 }, as: UTF8.self)
    guard form == "00-00-00Z" || form == "00-00-00.000Z" else { return false }
    let parts = String(decoding: time.prefix(8), as: UTF8.self).split(separator: "-").compactMap {
      Int($0)
    }
    return parts[0] > 23 || parts[1] > 59 || parts[2] > 59
  }
}
