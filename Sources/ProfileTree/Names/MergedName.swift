/// The form in which a window is read, by its extension.
public enum ViewFormat: String, CaseIterable, Hashable, Sendable {
  /// The merge in full.
  case pprof

  /// The smallest profile that makes the same build.
  case pgo

  /// A report on what is in the window and what isn't.
  case txt
}

/// What a name in `merged/` names.
public enum MergedName: Hashable, Sendable {
  /// The guide to windows.
  case readme

  /// A window in one of the forms that it can be read in.
  case view(Window, ViewFormat)

  /// A window in a form that isn't offered yet: `.json` and `.svg`.
  case notOffered

  private static let formsNotOffered: Set<String> = ["json", "svg"]

  /// Classifies a name; nil when nothing in `merged/` has such a name, an error when it has one of
  /// the extensions above and what stands before it is no window.
  public static func parse(_ name: String) throws(WindowError) -> MergedName? {
    if name == "README" { return .readme }
    guard let dot = name.lastIndex(of: ".") else { return nil }
    let ending = String(name[name.index(after: dot)...])
    let format = ViewFormat(rawValue: ending)
    guard format != nil || formsNotOffered.contains(ending) else { return nil }
    let window = try Window(parsing: String(name[..<dot]))
    return format.map { .view(window, $0) } ?? .notOffered
  }
}
