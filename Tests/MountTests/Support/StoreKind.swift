import Testing

/// The kinds of store that the mount is tested on.
enum StoreKind: String, CaseIterable, Sendable {
  /// A directory.
  case local
  /// A part of a bucket on a real S3 server.
  case s3

  /// That of the stores which the running test makes.
  @TaskLocal static var current = StoreKind.local
}

/// Runs each test once on every kind of store, or on those that the test names; a failure says on
/// which.
struct OnStores: SuiteTrait, TestTrait, TestScoping {
  fileprivate let kinds: [StoreKind]
  let comments: [Comment]

  var isRecursive: Bool { true }

  func scopeProvider(for test: Test, testCase: Test.Case?) -> OnStores? {
    guard testCase != nil else { return nil }
    // What a test says counts, not what its suite says around it.
    let innermost = test.traits.last { $0 is OnStores } as? OnStores
    return innermost?.kinds == kinds ? self : nil
  }

  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    for kind in kinds {
      let naming = IssueHandlingTrait.compactMapIssues { issue in
        var issue = issue
        issue.comments.append("on a store of the kind \(kind.rawValue)")
        return issue
      }
      try await StoreKind.$current.withValue(kind) {
        try await naming.provideScope(for: test, testCase: testCase) {
          do {
            try await function()
          } catch is ExpectationFailedError {
            // It is recorded.
          } catch {
            Issue.record(error, sourceLocation: test.sourceLocation)
          }
        }
      }
    }
  }
}

extension Trait where Self == OnStores {
  /// On every kind of store.
  static var everyStore: OnStores { OnStores(kinds: StoreKind.allCases, comments: []) }

  /// On one kind of store alone, for a reason.
  static func only(_ kind: StoreKind, because reason: Comment) -> OnStores {
    OnStores(kinds: [kind], comments: [reason])
  }
}
