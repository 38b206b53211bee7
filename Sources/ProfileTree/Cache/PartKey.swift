import Pprof
import ProfileStore

/// What a part of a window is a part of.
enum PartKind: UInt8, Sendable {
  /// A summary of a run of captures.
  case summary = 1
  /// The merge of a run of captures, a gzip file.
  case merge = 2
  /// One capture or pinned file as it is stored, of a store that is far away.
  case content = 3

  /// How many captures or hours a day, an hour or a window must hold to be a part: with fewer, adding
  /// them up takes hardly longer than adding up their sum, and making the sum is work as well.
  var leastInputs: Int {
    switch self {
    case .summary: Limits.summarisedInputs
    case .merge: Limits.mergedInputs
    case .content: 1
    }
  }
}

/// Names a part: a digest of all that its bytes depend on.
struct PartKey: Hashable, Sendable {
  let kind: PartKind
  let high: UInt64
  let low: UInt64

  /// What tells it from those of its kind: 32 hexadecimal digits.
  var digits: String {
    [high, low].map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }
}

extension PartKey {
  /// Names the content of a file.
  init(contentOf file: StoreFile, _ identity: Identity, in scope: PartKeys.Scope) {
    var digest = scope.digest
    digest.update(file.description.utf8)
    digest.update(identity.high)
    digest.update(identity.low)
    digest.update(UInt64(PartKind.content.rawValue))
    self.init(kind: .content, high: digest.digest.high, low: digest.digest.low)
  }
}

/// Names the parts of one list of captures.
struct PartKeys: Sendable {
  /// What the parts of a tree depend on beside their captures.
  struct Scope: Sendable {
    fileprivate let digest: Fingerprint

    init(store: String, _ configuration: TreeConfiguration) {
      var digest = Fingerprint()
      // What a capture is left out for, and in which words, may change with any release.
      digest.update("\(PartCache.formatVersion) \(configuration.version)\n".utf8)
      digest.update(UInt64(configuration.maxProfile))
      digest.update(UInt64(configuration.maxInflated))
      digest.update(store.utf8)
      self.digest = digest
    }
  }

  private let scope: Scope
  /// The digest of each capture's path and identity.
  private let captures: [(high: UInt64, low: UInt64)]
  /// The digests of the first captures, none and more.
  private let beginnings: [Fingerprint]

  init(_ selected: [SelectedCapture], in scope: Scope) {
    self.scope = scope
    // Most captures have the app of the one before them.
    var app: (path: AppPath, digest: Fingerprint)?
    captures = selected.map { selected in
      var digest = app?.path == selected.app ? app!.digest : Fingerprint(of: selected.app)
      app = (selected.app, digest)
      digest.update(selected.capture.status.identity.high)
      digest.update(selected.capture.status.identity.low)
      selected.capture.name.withParts { time, source in
        digest.update(time)
        digest.update(source)
      }
      return digest.digest
    }
    beginnings = captures.reduce(into: [scope.digest]) { $0.append($0.last!.adding($1)) }
  }

  /// The key of the part of a run of the captures; the same for the same captures in another list.
  func key(_ kind: PartKind, _ range: Range<Int>) -> PartKey {
    var digest =
      range.lowerBound == 0
      ? beginnings[range.upperBound]
      : captures[range].reduce(scope.digest) { $0.adding($1) }
    digest.update(UInt64(kind.rawValue))
    return PartKey(kind: kind, high: digest.digest.high, low: digest.digest.low)
  }
}

extension Fingerprint {
  fileprivate init(of app: AppPath) {
    self.init()
    let path = app.description
    update(UInt64(path.utf8.count))
    update(path.utf8)
  }

  fileprivate func adding(_ words: (high: UInt64, low: UInt64)) -> Fingerprint {
    var digest = self
    digest.update(words.high)
    digest.update(words.low)
    return digest
  }
}
