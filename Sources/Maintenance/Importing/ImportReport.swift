public import ProfileStore

/// What is imported, as what, and how.
public struct ImportOptions: Sendable {
  /// The app that all captures go to; without one each goes to the app of its name.
  public var app: AppPath?

  /// The app, as pgolib was told it, whose captures alone are imported.
  public var only: String?

  /// Whether nothing is stored, and only said.
  public var isDryRun = false

  /// Everything, under the apps of its names.
  public init() {}
}

/// What became of a capture.
public enum ImportOutcome: Hashable, Sendable {
  /// It is stored under this name, or would be.
  case stored(CaptureName, size: Int)
  /// It was there already.
  case present
  /// It is none, for this reason.
  case bad(String)
  /// Its bytes can't be read.
  case unreadable(StoreError)
}

/// What was imported.
public struct ImportReport: Hashable, Sendable {
  /// How many captures were stored, or would be.
  public private(set) var stored = 0
  /// Their bytes.
  public private(set) var storedBytes = 0
  /// How many were there already.
  public private(set) var present = 0
  /// How many files are no captures.
  public private(set) var bad = 0
  /// How many files can't be read.
  public private(set) var unreadable = 0
  /// How many files have names that pgolib doesn't give; they are left alone.
  public internal(set) var others = 0
  /// The first of their names.
  public internal(set) var firstOther: String?

  mutating func count(_ outcome: ImportOutcome) {
    switch outcome {
    case .stored(_, let size):
      stored += 1
      storedBytes += size
    case .present: present += 1
    case .bad: bad += 1
    case .unreadable: unreadable += 1
    }
  }
}
