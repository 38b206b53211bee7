import ProfileStore
import S3Store

/// Which captures are imported, and as what: a million take some fifty megabytes.
struct ImportPlan: Sendable {
  struct Capture: Sendable {
    /// The stem of its name, by its number.
    fileprivate let stem: Int32
    let time: Timestamp
    let size: Int?
    let tag: ContentTag?
  }

  private var stems: [String] = []
  private var numbers: [String: Int32] = [:]
  private var captures: [Capture] = []

  /// Files that pgolib didn't write, and the first of them.
  private(set) var others = 0
  private(set) var firstOther: String?

  /// Lists what there is.
  ///
  /// - Parameter only: the app that it is limited to, as pgolib was told it.
  init(of source: any ImportSource, only: String?) throws {
    try source.forEachFile { add($0) }
    let origins = self.origins
    if let only {
      let chosen = stems.map { PgolibName.origin(ofStem: $0) == only }
      captures.removeAll { !chosen[Int($0.stem)] }
    }
    guard captures.isEmpty else { return }
    throw ImportError(
      origins.isEmpty
        ? "nothing in it was written by pgolib, as <app>-<Unix milliseconds>.pprof"
        : "nothing in it is of \(only ?? ""); it holds captures of \(ImportPlan.list(origins))")
  }

  private mutating func add(_ file: ImportedFile) {
    guard let name = PgolibName(file.name) else {
      others += 1
      firstOther = firstOther ?? file.name
      return
    }
    let number = numbers[name.stem] ?? Int32(stems.count)
    if number == stems.count {
      stems.append(name.stem)
      numbers[name.stem] = number
    }
    captures.append(Capture(stem: number, time: name.time, size: file.size, tag: file.tag))
  }

  /// The file's name in the source.
  func name(of capture: Capture) -> String {
    PgolibName.path(stems[Int(capture.stem)], capture.time)
  }

  /// How many captures there are.
  var count: Int { captures.count }

  /// The captures by the app that they are to be in, oldest first.
  ///
  /// - Parameter app: the one for all of them; without one, that of their names.
  func byApp(_ app: AppPath?) throws -> [(app: AppPath, captures: [Capture])] {
    let origins = self.origins
    if let app {
      guard origins.count <= 1 else {
        throw ImportError(
          "it holds captures of \(ImportPlan.list(origins)); choose one with --only, or leave out"
            + " --app, and each becomes an app of its name")
      }
      return [(app, captures.sorted { $0.time < $1.time })]
    }
    let apps = try stems.map { try ImportPlan.app(PgolibName.origin(ofStem: $0)) }
    return Dictionary(grouping: captures) { apps[Int($0.stem)] }
      .map { ($0.key, $0.value.sorted { $0.time < $1.time }) }
      .sorted { $0.app < $1.app }
  }

  private static func app(_ origin: String) throws -> AppPath {
    guard let app = AppPath(origin) else {
      throw ImportError(
        origin.isEmpty
          ? "the names in it don't tell the app; name it with --app"
          : "no app can have the name \(origin); name another with --only \(origin) --app")
    }
    return app
  }

  // Of what is imported.
  private var origins: [String] {
    let used = Set(captures.map(\.stem))
    return Set(used.map { PgolibName.origin(ofStem: stems[Int($0)]) }).sorted()
  }

  private static func list(_ origins: [String]) -> String {
    let shown = origins.prefix(8).joined(separator: ", ")
    return origins.count > 8 ? "\(shown) and \(origins.count - 8) more" : shown
  }
}

/// Why nothing can be imported.
public struct ImportError: Error, CustomStringConvertible {
  /// What is wrong, and what to do.
  public let description: String

  init(_ description: String) { self.description = description }
}
