import Pprof
import ProfileStore

/// Computes a view from the captures of a selection.
struct ViewBuilder: Sendable {
  let reader: CaptureReader
  /// Nil where nothing is kept between views.
  let parts: PartCache?
  let scope: PartKeys.Scope
  let work: InOrder
  let background: BackgroundWork
  private let clock: any TreeClock
  private let settle: Int64

  init(
    _ store: any ProfileStore, _ configuration: TreeConfiguration, _ clock: any TreeClock,
    _ events: EventLog
  ) {
    scope = PartKeys.Scope(store: store.cacheName, configuration)
    let warnings = RareWarnings(clock, events)
    parts = configuration.cacheDirectory.map { directory in
      PartCache(
        directory: directory, capacity: configuration.cacheSize / 2, shared: store.sharedParts,
        mayShare: configuration.sharesParts
      ) { warnings.record($0) }
    }
    work = InOrder()
    background = BackgroundWork()
    reader = CaptureReader(
      contents: StoredContents(of: store, keepingIn: parts, scope, background),
      maxProfile: configuration.maxProfile, maxInflated: configuration.maxInflated)
    (self.clock, settle) = (clock, configuration.settle)
  }

  /// The bytes of a view, nil where there is no call edge to build from, and what was left out.
  struct Result {
    var bytes: [UInt8]?
    var leftOut: [LeftOut]
  }

  /// A capture that a view doesn't hold, and why.
  struct LeftOut {
    let selected: SelectedCapture
    let reason: String
  }

  /// Why a view couldn't be computed.
  enum Failure: Error {
    /// A capture was deleted or replaced before it could be opened.
    case gone
    case store(StoreError)
    /// The merge has no form that can be written, or read again.
    case merge(ProfileError)
    /// A capture isn't what a part says of it: its bytes changed, and its identity didn't.
    case contradicted
  }

  /// Computes the view, of parts as far as they are at hand.
  func build(_ selection: Selection, as format: ViewFormat) throws(Failure) -> Result {
    try background.ahead { () throws(Failure) in
      do throws(Failure) {
        return try result(of: selection, as: format, parts)
      } catch {
        guard case .contradicted = error, parts != nil else { throw error }
        return try result(of: selection, as: format, nil)
      }
    }
  }

  private func result(
    of selection: Selection, as format: ViewFormat, _ parts: PartCache?
  ) throws(Failure) -> Result {
    var computation = ViewComputation(self, parts, selection)
    return try computation.result(as: format)
  }

  /// What ended before has all its captures.
  fileprivate var past: Timestamp { clock.now.advanced(byMilliseconds: -settle) }

  /// Waits until what is to be kept is kept, here and for other hosts.
  func finish() {
    background.drain()
    parts?.drainShared()
  }

  /// Makes and keeps the summary of a capture that was just stored, when there is time.
  ///
  /// It isn't held decoded meanwhile, or a burst of captures would fill the memory, but read again; where
  /// the store is far away, its bytes are held.
  func keepSummary(_ bytes: [UInt8], _ file: StoreFile, _ status: FileStatus) {
    guard let parts, case .capture(let app, let name) = file, bytes.count <= reader.maxProfile
    else { return }
    let selected = SelectedCapture(app: app, capture: StoredCapture(name: name, status: status))
    let held = reader.contents.store.isDistant ? LoadedContent(bytes) : nil
    _ = background.run(holding: held?.size ?? 0, isCheapLater: true) {
      let key = PartKeys([selected], in: scope).key(.summary, 0..<1)
      guard !parts.contains(key), let content = try? held ?? reader.open(selected),
        let reading = try? reader.read(content, merging: false)
      else { return }
      let summary = parts.known.remember(reading.summary, as: key)
      parts.store(summary.encoded(), as: key)
    }
  }
}

/// One view on its way: first what is known of the window's captures, then what the view asks for.
private struct ViewComputation {
  private let builder: ViewBuilder
  private var reader: CaptureReader
  private let parts: PartCache?
  private let selection: Selection
  private var fresh = FreshProfiles()

  init(_ builder: ViewBuilder, _ parts: PartCache?, _ selection: Selection) {
    (self.builder, self.parts, self.selection) = (builder, parts, selection)
    reader = builder.reader
    if parts == nil { reader.contents = reader.contents.unkept }
  }

  mutating func result(as format: ViewFormat) throws(ViewBuilder.Failure) -> ViewBuilder.Result {
    // Where every capture has to be read, it is merged on the way.
    var merges: SchemaMerges? = format == .pprof ? SchemaMerges() : nil
    var fresh = FreshProfiles()
    let summaries = fold(.summary, of: selection.captures)
    let sum = try summaries.summary(
      of: selection.captures.indices, merging: format == .pprof
    ) { reading, position throws(ViewBuilder.Failure) in
      guard reading.isOfStore else { return merges = nil }
      guard let profile = reading.profile else { return }
      fresh.add(profile, selection.captures[position])
      try ofMerge { () throws(ProfileError) in try merges?.add(profile) }
    }
    self.fresh = merges == nil ? fresh : FreshProfiles()
    let group = CaptureGroup(of: sum.summary, selection.captures)
    let leftOut = leftOut(sum.summary, group)
    defer { summaries.keep(sum) }
    return ViewBuilder.Result(
      bytes: try bytes(of: group, merges, leftOut, as: format), leftOut: leftOut)
  }

  private func bytes(
    of group: CaptureGroup?, _ merges: consuming SchemaMerges?, _ leftOut: [ViewBuilder.LeftOut],
    as format: ViewFormat
  ) throws(ViewBuilder.Failure) -> [UInt8]? {
    var merge: [UInt8]?
    var edges = group?.summary.edges
    if let group, group.captures.count > 1, edges?.isAdditive == false {
      merge = try self.merge(of: group, merges)
      edges = try ofMerge { [merge] () throws(ProfileError) in
        EdgeTable(try Profile(parsing: merge!, maxInflated: .max))
      }
    }
    if format == .txt {
      let report = WindowReport(
        selection: selection, group: group, hasEdges: edges?.isEmpty == false, leftOut: leftOut)
      return Array(report.text.utf8)
    }
    guard let group, let edges, !edges.isEmpty else { return nil }
    guard format == .pprof else {
      return Gzip.deflate(edges.encoded(comments: group.comments))
    }
    let whole = if let merge { merge } else { try self.merge(of: group, merges) }
    return file(of: group, whole, isFlat: merges != nil)
  }

  /// The merge of a group, uncompressed. A capture alone is written as it is, as
  /// go tool pprof -proto does.
  private func merge(
    of group: CaptureGroup, _ merges: SchemaMerges?
  ) throws(ViewBuilder.Failure) -> [UInt8] {
    if let merges {
      return try ofMerge { () throws(ProfileError) in try merges.encoded(group.summary.schema) }
    }
    if group.captures.count == 1 {
      if let profile = fresh[group.captures[0]] { return profile.profile.encoded() }
      return try reader.profile(try reader.open(group.captures[0])).profile.encoded()
    }
    let fold = fold(.merge, of: group.captures, inParts: group.summary.mergesInParts)
    return try fold.merge(of: group.captures.indices)
  }

  private func file(of group: CaptureGroup, _ merge: [UInt8], isFlat: Bool) -> [UInt8] {
    let file = Gzip.deflate(merge)
    if group.captures.count > 1, group.summary.mergesInParts {
      let fold = fold(.merge, of: group.captures)
      fold.keep(merge: file)
      if isFlat { fold.keepMerges() }
    }
    return file
  }

  private func fold(
    _ kind: PartKind, of captures: [SelectedCapture], inParts: Bool = true
  ) -> PartFold {
    let parts = inParts ? parts : nil
    return PartFold(
      plan: PartPlan(
        kind, of: captures, in: selection.span, past: builder.past, parts: parts,
        scope: builder.scope),
      parts: parts, reader: reader, work: builder.work, background: builder.background,
      fresh: fresh)
  }

  // Captures of all schemas but the group's are left out as well.
  private func leftOut(_ summary: SpanSummary, _ group: CaptureGroup?) -> [ViewBuilder.LeftOut] {
    summary.captures.enumerated().compactMap { position, capture in
      let selected = selection.captures[position]
      if case .leftOut(let reason) = capture {
        return ViewBuilder.LeftOut(selected: selected, reason: reason)
      }
      guard let group, let schema = summary.schema(of: position), schema != group.summary.schema
      else { return nil }
      return ViewBuilder.LeftOut(
        selected: selected,
        reason: "its types are \(schema), the window's are \(group.summary.schema)")
    }
  }
}
