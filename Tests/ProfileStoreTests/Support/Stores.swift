import S3Store
import TestSupport
import Testing

@testable import ProfileStore

/// The stores that have to pass the conformance suite.
enum StoreKind: CaseIterable, CustomTestStringConvertible {
  case memory
  case local
  /// On a file system without O_TMPFILE and a kernel without openat2(2).
  case localWithOldCalls
  /// Around a store in memory, with no faults set.
  case faulty
  /// A real server's bucket.
  case s3

  /// Those that can give an app another path: what is kept object by object can't, atomically.
  static let movingApps = allCases.filter { $0 != .s3 }

  var testDescription: String { "\(self)" }

  /// Runs a test on a store that holds these apps and nothing else.
  func withStore(
    apps: String..., test: (any ProfileStore) throws -> Void
  ) throws {
    let directory = TemporaryDirectory()
    let store: any ProfileStore =
      switch self {
      case .memory: MemoryStore()
      case .faulty: FaultyStore(wrapping: MemoryStore())
      case .s3: try S3Store.test(SeaweedFS.shared.location())
      case .local: try LocalStore(path: directory.path)
      case .localWithOldCalls:
        try LocalStore(
          path: directory.path, createIfMissing: false, stagesUnnamed: false,
          walksInOneStep: false)
      }
    for name in apps { try store.makeApp(name) }
    try withExtendedLifetime(directory) { try test(store) }
  }
}

extension ProfileStore {
  /// Makes an app with those around it.
  func makeApp(_ name: String) throws {
    var app: AppPath?
    for component in name.split(separator: "/") {
      let next = try #require(
        app.map { $0.appending(String(component)) } ?? AppPath(String(component)))
      if try status(of: .app(next)) == nil { try make(.app(next)) }
      app = next
    }
  }

  /// The paths of an app's captures in a window; all of them without one.
  func names(of app: AppPath, in window: Range<Timestamp>? = nil) throws -> [String] {
    try captures(of: app, in: window ?? always).map { "\($0.name)" }
  }

  /// The bytes of a file as it is now.
  func bytes(of file: StoreFile) throws -> [UInt8] {
    let status = try #require(try status(of: file))
    return try load(file, identity: status.identity).bytes()
  }

  /// Saves a short text as a file that isn't there.
  @discardableResult
  func put(_ text: String, as file: StoreFile) throws -> FileStatus {
    try save(Array(text.utf8), as: file, expecting: .absent)
  }
}

func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

/// The code of the error that a call fails with; nil when it doesn't.
func failure<Answer>(of call: () throws -> Answer) -> StoreError.Code? {
  do {
    _ = try call()
    return nil
  } catch {
    guard let error = error as? StoreError else {
      Issue.record(error)
      return nil
    }
    return error.code
  }
}

/// Asks again until the condition holds, or the time is over; whether it did.
func eventually(
  within limit: Duration = .seconds(10), _ condition: () throws -> Bool
) rethrows -> Bool {
  let deadline = ContinuousClock.now + limit
  while ContinuousClock.now < deadline {
    if try condition() { return true }
  }
  return false
}
