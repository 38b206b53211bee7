import Pprof
import ProfileStore

/// Puts a list of captures together from parts, and reads of the store what no part tells.
struct PartFold: Sendable {
  let plan: PartPlan
  let parts: PartCache?
  let reader: CaptureReader
  let work: InOrder
  let background: BackgroundWork
  /// Captures that needn't be read.
  var fresh = FreshProfiles()

  /// The summary of a run of captures, and what is worth keeping of it.
  struct Sum {
    let summary: SpanSummary
    fileprivate let run: Range<Int>
    /// Whether adding it up took so much that it is a part.
    fileprivate let isPart: Bool
    /// Groups whose summaries would have spared some of it.
    fileprivate let missing: [Range<Int>]
  }

  /// The summary of a run of captures. Each piece is shown as it was read, with the position of its
  /// first capture.
  func summary(
    of run: Range<Int>, withItself: Bool = true, merging: Bool = false,
    showing show: (CaptureReader.Reading, Int) throws(ViewBuilder.Failure) -> Void = { _, _ in }
  ) throws(ViewBuilder.Failure) -> Sum {
    adopt(run, withItself)
    let (pieces, missing) = plan.pieces(of: run, withItself: withItself)
    let ahead = prefetch(pieces)
    defer { withExtendedLifetime(ahead) {} }
    // What is fetched ahead is held there.
    let contents = ahead == nil ? try open(pieces) : [:]
    var sum = SpanSummary()
    var unkept = FreshSummaries(self)
    try work.each(pieces, costly: pieces.count { !isKnown($0) }) {
      piece throws(ViewBuilder.Failure) in
      switch piece {
      case .part(let run): try knownSummary(of: run, merging)
      case .capture(let position): try read(position, contents, merging)
      }
    } take: { reading throws(ViewBuilder.Failure) in
      let position = run.lowerBound + sum.captures.count
      sum.add(reading.isOfStore ? unkept.add(reading.summary, at: position) : reading.summary)
      try show(reading, position)
    }
    unkept.flush()
    let isPart = withItself && run.count > 1 && pieces.count >= PartKind.summary.leastInputs
    return Sum(
      summary: isPart ? remember(sum, of: run) : sum, run: run, isPart: isPart, missing: missing)
  }

  // Takes over what other hosts have made: days, and the hours of those that they haven't.
  private func adopt(_ run: Range<Int>, _ withItself: Bool) {
    guard let parts, parts.hasOthers else { return }
    var asked = Set<Range<Int>>()
    while true {
      let runs = plan.adoptable(in: run, withItself: withItself, besides: asked)
      guard !runs.isEmpty else { return }
      parts.adopt(runs.map(plan.key))
      asked.formUnion(runs)
    }
  }

  /// Keeps a summary and makes those of missing groups, when there is time: nobody who waits for the
  /// summary should wait for that.
  func keep(_ sum: Sum) {
    keep(sum.missing) { fold, run throws(ViewBuilder.Failure) in
      let summary = try fold.summary(of: run, withItself: false).summary
      return fold.remember(summary, of: run).encoded()
    }
    guard let parts, sum.isPart else { return }
    let (summary, key, isShared) = (sum.summary, plan.key(sum.run), plan.isShared(sum.run))
    _ = background.run(holding: summary.footprint) {
      parts.store(summary.encoded(), as: key, sharing: isShared)
    }
  }

  private func remember(_ summary: SpanSummary, of run: Range<Int>) -> SpanSummary {
    parts?.known.remember(summary, as: plan.key(run)) ?? summary
  }

  private func read(
    _ position: Int, _ contents: [Int: any StoredContent], _ merging: Bool
  ) throws(ViewBuilder.Failure) -> CaptureReader.Reading {
    let selected = plan.captures[position]
    if reader.isTooLarge(selected) { return reader.leftOutUnread(selected) }
    return try reader.read(open(position, contents), merging: merging)
  }

  private func isKnown(_ piece: PartPlan.Piece) -> Bool {
    guard case .part(let run) = piece, let parts else { return false }
    return parts.known.contains(plan.key(run))
  }

  private func knownSummary(
    of run: Range<Int>, _ merging: Bool
  ) throws(ViewBuilder.Failure) -> CaptureReader.Reading {
    let key = plan.key(run)
    if let summary = parts?.summary(key) {
      if summary.captures.count == run.count {
        return CaptureReader.Reading(summary: summary, isOfStore: false)
      }
      parts?.remove(key)
    }
    guard run.count > 1 else { return try read(run.lowerBound, [:], merging) }
    return CaptureReader.Reading(
      summary: try summary(of: run, withItself: false).summary, isOfStore: false)
  }

  /// The merge of a run of captures of one schema, two at least, uncompressed.
  func merge(
    of run: Range<Int>, withItself: Bool = true
  ) throws(ViewBuilder.Failure) -> [UInt8] {
    adopt(run, withItself)
    let pieces = plan.pieces(of: run, withItself: withItself).pieces
    if pieces.count == 1, case .part = pieces[0], let merge = knownMerge(of: run) { return merge }
    let ahead = prefetch(pieces)
    defer { withExtendedLifetime(ahead) {} }
    // What is fetched ahead is held there.
    let contents = ahead == nil ? try open(pieces) : [:]
    var merger = Merger()
    try work.each(pieces, costly: pieces.count) { piece throws(ViewBuilder.Failure) in
      switch piece {
      case .part(let run): try profile(of: run)
      case .capture(let position): try profile(at: position, contents)
      }
    } take: { profile throws(ViewBuilder.Failure) in
      try ofMerge { () throws(ProfileError) in try merger.add(profile) }
    }
    return try ofMerge { () throws(ProfileError) in try merger.encoded() }
  }

  /// Keeps what a window came to, compressed.
  func keep(merge file: [UInt8]) {
    if plan.all.count >= PartKind.merge.leastInputs { keep(file, of: plan.all) }
  }

  /// Makes the merges of the days and hours of all captures, which were merged altogether.
  func keepMerges() {
    keep(plan.pieces(of: plan.all, withItself: false).missing) {
      fold, run throws(ViewBuilder.Failure) in
      Gzip.deflate(try fold.merge(of: run, withItself: false), level: Limits.partLevel)
    }
  }

  private func knownMerge(of run: Range<Int>) -> [UInt8]? {
    let key = plan.key(run)
    guard let file = parts?.load(key) else { return nil }
    let merge = try? Gzip.inflate(file, limit: Int(UInt32.max))
    if merge == nil { parts?.remove(key) }
    return merge
  }

  private func profile(
    at position: Int, _ contents: [Int: any StoredContent]
  ) throws(ViewBuilder.Failure) -> HashedProfile {
    if let profile = fresh[plan.captures[position]] { return profile }
    return try reader.profile(open(position, contents))
  }

  private func profile(of run: Range<Int>) throws(ViewBuilder.Failure) -> HashedProfile {
    let merge: [UInt8]
    if let known = knownMerge(of: run) {
      merge = known
    } else {
      merge = try self.merge(of: run, withItself: false)
      keep(Gzip.deflate(merge, level: Limits.partLevel), of: run)
    }
    return try ofMerge { () throws(ProfileError) in
      HashedProfile(try Profile(parsing: merge, maxInflated: .max))
    }
  }

  /// Keeps a part: it is at hand at once, and written when there is time.
  private func keep(_ part: [UInt8], of run: Range<Int>) {
    guard let parts else { return }
    let (key, isShared) = (plan.key(run), plan.isShared(run))
    parts.hold(part, as: key)
    let isTaken = background.run(holding: part.count) {
      parts.storeHeld(key, sharing: isShared)
    }
    if !isTaken { parts.release(key) }
  }

  /// Makes parts that are missing and keeps them, when there is time.
  private func keep(
    _ runs: [Range<Int>],
    _ make: @escaping @Sendable (PartFold, Range<Int>) throws(ViewBuilder.Failure) -> [UInt8]
  ) {
    guard let parts, !runs.isEmpty else { return }
    var fold = self
    fold.fresh = FreshProfiles()
    _ = background.run(holding: 0) { [fold] in
      for run in runs {
        let key = fold.plan.key(run)
        // What can't be made now is made when it is wanted.
        guard !parts.contains(key), let part = try? make(fold, run) else { continue }
        parts.store(part, as: key, sharing: fold.plan.isShared(run))
      }
    }
  }

  private func prefetch(_ pieces: [PartPlan.Piece]) -> (any Sendable)? {
    var contents = [(file: StoreFile, status: FileStatus)]()
    for case .capture(let position) in pieces where isToBeRead(position) {
      let selected = plan.captures[position]
      contents.append((selected.file, selected.capture.status))
    }
    return reader.contents.prefetch(contents)
  }

  // The first contents are opened before the first is read, so that deletes meanwhile don't matter.
  private func open(
    _ pieces: [PartPlan.Piece]
  ) throws(ViewBuilder.Failure) -> [Int: any StoredContent] {
    var contents: [Int: any StoredContent] = [:]
    for case .capture(let position) in pieces {
      guard contents.count < Limits.heldContents else { break }
      guard isToBeRead(position) else { continue }
      contents[position] = try open(position, [:])
    }
    return contents
  }

  private func isToBeRead(_ position: Int) -> Bool {
    let selected = plan.captures[position]
    return fresh[selected] == nil && !reader.isTooLarge(selected)
  }

  private func open(
    _ position: Int, _ contents: [Int: any StoredContent]
  ) throws(ViewBuilder.Failure) -> any StoredContent {
    if let content = contents[position] { return content }
    return try reader.open(plan.captures[position])
  }
}

/// A few captures that were read to be summarised, and are about to be merged as well.
struct FreshProfiles: Sendable {
  private var profiles: [SelectedCapture: HashedProfile] = [:]
  private var bytes = 0

  subscript(capture: SelectedCapture) -> HashedProfile? { profiles[capture] }

  mutating func add(_ profile: HashedProfile, _ capture: SelectedCapture) {
    guard bytes + capture.capture.status.size <= Limits.freshBytes else { return }
    bytes += capture.capture.status.size
    profiles[capture] = profile
  }
}

/// Runs a step of a merge; its error becomes a view's.
func ofMerge<Result>(
  _ body: () throws(ProfileError) -> Result
) throws(ViewBuilder.Failure) -> Result {
  do throws(ProfileError) {
    return try body()
  } catch {
    throw .merge(error)
  }
}

/// The summaries of captures that were read for the first time, on their way to the cache.
private struct FreshSummaries {
  private let fold: PartFold
  private var summaries: [(key: PartKey, summary: SpanSummary)] = []

  init(_ fold: PartFold) { self.fold = fold }

  /// Adds a summary, and returns it as it is known from now on.
  mutating func add(_ summary: SpanSummary, at position: Int) -> SpanSummary {
    guard let parts = fold.parts else { return summary }
    let key = fold.plan.key(position..<position + 1)
    let summary = parts.known.remember(summary, as: key)
    summaries.append((key, summary))
    if summaries.count >= Limits.summaryBatch { flush() }
    return summary
  }

  mutating func flush() {
    guard let parts = fold.parts, !summaries.isEmpty else { return }
    let store: @Sendable () -> Void = { [summaries] in
      for (key, summary) in summaries { parts.store(summary.encoded(), as: key) }
    }
    summaries = []
    // Each is kept: it costs reading a capture again.
    if !fold.background.run(holding: Limits.summaryBatchBytes, store) { store() }
  }
}
