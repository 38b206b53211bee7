/// What is known of a run of consecutive captures without their bytes: a line about each, and for
/// each schema among them the call edges of the captures that have it.
///
/// It is a monoid: summaries of neighbouring runs add up to the summary of both, in whatever
/// grouping. A window's `.pgo` and `.txt` are made of its summary alone.
public struct SpanSummary: Sendable {
  /// What is known of one capture.
  public enum Capture: Hashable, Sendable {
    case profile(Facts)
    /// It is no profile that can be merged, and why.
    case leftOut(reason: String)
  }

  /// What is known of a capture that can be merged.
  public struct Facts: Hashable, Sendable {
    /// Which of the summary's schemas it has.
    var schema: Int
    /// The number of samples.
    public let samples: Int
    /// How long it took, in nanoseconds.
    public let durationNanos: Int64
    /// The fingerprint of the bytes as they are stored: the upper 64 bits.
    public let contentHigh: UInt64
    /// The lower 64 bits.
    public let contentLow: UInt64
    /// `Profile.sumForMergingInParts`.
    let sumForMergingInParts: Int64?
  }

  struct Schema: Sendable {
    let schema: ProfileSchema
    var edges: EdgeTable
  }

  /// The captures, in order.
  public private(set) var captures = [Capture]()
  /// In order of the first capture that has each.
  private(set) var schemas = [Schema]()

  /// The summary of no captures.
  public init() {}

  /// The summary of one capture, and the fingerprint of its bytes.
  public init(_ profile: Profile, content: Fingerprint) {
    let digest = content.digest
    schemas = [Schema(schema: profile.schema, edges: EdgeTable(profile))]
    captures = [
      .profile(
        Facts(
          schema: 0, samples: profile.sampleCount, durationNanos: profile.durationNanos,
          contentHigh: digest.high, contentLow: digest.low,
          sumForMergingInParts: profile.sumForMergingInParts))
    ]
  }

  /// The summary of one capture that can't be merged.
  public init(leftOut reason: String) { captures = [.leftOut(reason: reason)] }

  init(captures: [Capture], schemas: [Schema]) {
    self.captures = captures
    self.schemas = schemas
  }

  /// The same summary with these names of functions, and as small as it can be: summaries that share
  /// their names add up faster.
  public func sharing(_ names: SharedNames) -> SpanSummary {
    var summary = self
    for schema in schemas.indices {
      summary.schemas[schema].edges = schemas[schema].edges.sharing(names).compact
    }
    return summary
  }

  /// About how many bytes of memory it takes, its names left aside.
  public var footprint: Int {
    captures.count * MemoryLayout<Capture>.stride
      + schemas.reduce(0) { $0 + $1.edges.rows.count * MemoryLayout<EdgeTable.Row>.stride }
  }

  /// Adds the captures that follow.
  public mutating func add(_ next: SpanSummary) {
    let numbers = next.schemas.map { other in
      if let known = schemas.firstIndex(where: { $0.schema == other.schema }) {
        schemas[known].edges.add(other.edges)
        return known
      }
      schemas.append(other)
      return schemas.count - 1
    }
    for capture in next.captures {
      if case .profile(var facts) = capture {
        facts.schema = numbers[facts.schema]
        captures.append(.profile(facts))
      } else {
        captures.append(capture)
      }
    }
  }

  /// The schema of a capture, nil for one that can't be merged.
  public func schema(of capture: Int) -> ProfileSchema? {
    if case .profile(let facts) = captures[capture] { schemas[facts.schema].schema } else { nil }
  }

  /// The schema that most captures have, on a tie that of the earliest capture, and what is known of
  /// these; nil when none can be merged.
  public var largestGroup: Group? {
    var counts = [Int](repeating: 0, count: schemas.count)
    for case .profile(let facts) in captures { counts[facts.schema] += 1 }
    guard let most = counts.max(), most > 0 else { return nil }
    return Group(schema: counts.firstIndex(of: most)!, of: self)
  }
}

extension SpanSummary {
  /// Captures of one schema: only such are merged.
  public struct Group: Sendable {
    /// The schema.
    public let schema: ProfileSchema
    /// Which of the summary's captures they are, in order.
    public let members: [Int]
    /// The number of their samples.
    public let samples: Int
    /// How long they took, in nanoseconds; wraps around.
    public let durationNanos: Int64
    /// The sum of their call edges: those of the merge, if it `isAdditive`.
    public let edges: EdgeTable
    /// Whether merging merges of some of them gives the bytes that merging them all gives.
    public let mergesInParts: Bool

    init(schema number: Int, of summary: SpanSummary) {
      var members = [Int]()
      var samples = 0
      var durationNanos: Int64 = 0
      var sum: Int64? = 0
      for (position, capture) in summary.captures.enumerated() {
        guard case .profile(let facts) = capture, facts.schema == number else { continue }
        members.append(position)
        samples &+= facts.samples
        durationNanos &+= facts.durationNanos
        sum = Group.add(sum, facts.sumForMergingInParts)
      }
      schema = summary.schemas[number].schema
      edges = summary.schemas[number].edges
      mergesInParts = sum != nil
      (self.members, self.samples, self.durationNanos) = (members, samples, durationNanos)
    }

    private static func add(_ sum: Int64?, _ next: Int64?) -> Int64? {
      guard let sum, let next else { return nil }
      let (total, overflow) = sum.addingReportingOverflow(next)
      return overflow ? nil : total
    }
  }
}
