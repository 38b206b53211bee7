import Pprof
import ProfileStore

/// Computes a view from the captures of a selection.
struct ViewBuilder: Sendable {
  let store: any ProfileStore
  let maxProfile: Int
  let maxInflated: Int

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
  }

  /// Reads the captures in order and computes the view.
  func build(
    _ selection: Selection, as format: ViewFormat, reporting name: View.Name
  ) throws(Failure) -> Result {
    try build(selection, as: format, reporting: name, merging: format == .pprof)
  }

  private func build(
    _ selection: Selection, as format: ViewFormat, reporting name: View.Name, merging: Bool
  ) throws(Failure) -> Result {
    var reading = Reading(merging: merging)
    try read(selection.captures) { selected, bytes in
      do throws(ProfileError) {
        let profile = try Profile(parsing: bytes, maxInflated: maxInflated)
        try profile.checkCapture()
        try reading.add(profile, selected, bytes)
      } catch {
        reading.leftOut.append(LeftOut(selected: selected, reason: error.message))
      }
    }
    let largest = reading.settle()
    switch format {
    case .txt:
      let report = WindowReport(
        name: name, selection: selection, group: largest, leftOut: reading.leftOut)
      return Result(bytes: Array(report.text.utf8), leftOut: reading.leftOut)
    case .pgo, .pprof:
      if let largest, !largest.edges.isAdditive, !merging {
        return try build(selection, as: format, reporting: name, merging: true)
      }
      return Result(bytes: largest?.encoded(as: format), leftOut: reading.leftOut)
    }
  }

  // The first contents are opened before the first is read, so that deletes meanwhile don't matter.
  private func read(
    _ captures: [SelectedCapture], _ body: (SelectedCapture, [UInt8]) -> Void
  ) throws(Failure) {
    var held: [any StoredContent] = []
    for selected in captures.prefix(Limits.heldContents) { held.append(try open(selected)) }
    held.reverse()
    for selected in captures {
      let content: any StoredContent
      if let first = held.popLast() { content = first } else { content = try open(selected) }
      guard content.size <= maxProfile else {
        body(selected, [])
        continue
      }
      do throws(StoreError) {
        body(selected, try content.bytes())
      } catch {
        throw .store(error)
      }
    }
  }

  private func open(_ selected: SelectedCapture) throws(Failure) -> any StoredContent {
    do throws(StoreError) {
      return try store.load(selected.file, identity: selected.capture.status.identity)
    } catch {
      throw error.code == .notFound || error.code == .changed ? Failure.gone : .store(error)
    }
  }
}

/// The captures of a window as they are read, by their schema: only one group can be merged.
private struct Reading {
  private let merging: Bool
  private var groups: [ProfileSchema: CaptureGroup] = [:]
  var leftOut: [ViewBuilder.LeftOut] = []

  init(merging: Bool) { self.merging = merging }

  mutating func add(
    _ profile: Profile, _ selected: SelectedCapture, _ bytes: [UInt8]
  ) throws(ProfileError) {
    var group =
      groups.removeValue(forKey: profile.schema)
      ?? CaptureGroup(schema: profile.schema, merging: merging)
    defer { groups[profile.schema] = group }
    try group.add(profile, selected, bytes)
  }

  /// The largest group, on a tie that of the earliest capture; the others are left out.
  mutating func settle() -> CaptureGroup? {
    let order = groups.values.sorted { a, b in
      (b.captures.count, a.captures[0].capture.name) < (
        a.captures.count, b.captures[0].capture.name
      )
    }
    guard let largest = order.first else { return nil }
    for group in order.dropFirst() {
      let reason = "its types are \(group.schema), the window's are \(largest.schema)"
      leftOut += group.captures.map { ViewBuilder.LeftOut(selected: $0, reason: reason) }
    }
    leftOut.sort {
      ($0.selected.capture.name, $0.selected.app) < ($1.selected.capture.name, $1.selected.app)
    }
    return largest
  }
}

/// Captures of one schema, merged.
struct CaptureGroup {
  let schema: ProfileSchema
  private(set) var captures: [SelectedCapture] = []
  private(set) var edges = EdgeTable()
  private(set) var samples = 0
  private(set) var durationNanos: Int64 = 0
  private var digest = Fingerprint()
  private var merger = Merger()
  private var only: Profile?

  private let merging: Bool

  init(schema: ProfileSchema, merging: Bool) {
    self.schema = schema
    self.merging = merging
  }

  mutating func add(
    _ profile: Profile, _ selected: SelectedCapture, _ bytes: [UInt8]
  ) throws(ProfileError) {
    if merging { try merger.add(profile) }
    only = captures.isEmpty ? profile : nil
    edges.add(EdgeTable(profile))
    captures.append(selected)
    samples += profile.sampleCount
    durationNanos &+= profile.durationNanos
    digest.update(selected.file.description.utf8)
    digest.update(bytes)
  }

  /// The group as a `.pprof` or `.pgo`; nil when there is no call edge to build from. A group whose
  /// edges aren't additive has to be merged for either.
  func encoded(as format: ViewFormat) -> [UInt8]? {
    let merged = merging ? merged : []
    var edges = edges
    if !edges.isAdditive, let profile = try? Profile(parsing: merged, maxInflated: .max) {
      edges = EdgeTable(profile)
    }
    guard !edges.isEmpty else { return nil }
    return Gzip.deflate(format == .pgo ? edges.encoded(comments: comments) : merged)
  }

  // A profile alone isn't merged, as go tool pprof doesn't either. A group has at least one capture,
  // the only thing that a merge can lack.
  private var merged: [UInt8] { only?.encoded() ?? (try? merger.encoded()) ?? [] }

  /// What a `.pgo` says of where it comes from; equal on every host.
  var comments: [String] {
    [
      "pgofs: call edges of \(captures.count) captures",
      "first \(captures[0].file)",
      "last \(captures[captures.count - 1].file)",
      "digest \(digest)",
    ]
  }
}
