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
    /// The merge has no form that can be written, or read again.
    case merge(ProfileError)
  }

  /// Reads the captures in order and computes the view.
  func build(_ selection: Selection, as format: ViewFormat) throws(Failure) -> Result {
    var reading = try read(selection.captures, merging: format == .pprof)
    if reading.largest?.knowsEdges == false {
      reading = try read(selection.captures, merging: true)
    }
    do throws(ProfileError) {
      return Result(bytes: try bytes(of: reading, selection, format), leftOut: reading.leftOut)
    } catch {
      throw .merge(error)
    }
  }

  private func bytes(
    of reading: Reading, _ selection: Selection, _ format: ViewFormat
  ) throws(ProfileError) -> [UInt8]? {
    let edges = try reading.largest?.edges()
    switch format {
    case .txt:
      let report = WindowReport(
        selection: selection, group: reading.largest, hasEdges: edges?.isEmpty == false,
        leftOut: reading.leftOut)
      return Array(report.text.utf8)
    case .pgo, .pprof:
      guard let group = reading.largest, let edges, !edges.isEmpty else { return nil }
      return Gzip.deflate(
        format == .pgo ? edges.encoded(comments: group.comments) : try group.merged())
    }
  }

  private func read(
    _ captures: [SelectedCapture], merging: Bool
  ) throws(Failure) -> Reading {
    var reading = Reading(merging: merging)
    try open(captures) { selected, content throws(Failure) in
      guard content.size <= maxProfile else {
        let reason = "it has \(content.size) bytes; -o max_profile=\(maxProfile) is the limit"
        return reading.leftOut.append(LeftOut(selected: selected, reason: reason))
      }
      let bytes: [UInt8]
      do throws(StoreError) {
        bytes = try content.bytes()
      } catch {
        throw error.code == .changed ? Failure.gone : .store(error)
      }
      do throws(ProfileError) {
        let profile = try Profile(parsing: bytes, maxInflated: maxInflated)
        try profile.checkCapture()
        try reading.add(profile, selected, bytes)
      } catch {
        let hint = error.kind == .tooLarge ? "; -o max_inflated= sets the limit" : ""
        reading.leftOut.append(LeftOut(selected: selected, reason: error.message + hint))
      }
    }
    reading.settle()
    return reading
  }

  // The first contents are opened before the first is read, so that deletes meanwhile don't matter.
  private func open(
    _ captures: [SelectedCapture],
    _ body: (SelectedCapture, any StoredContent) throws(Failure) -> Void
  ) throws(Failure) {
    var held: [any StoredContent] = []
    for selected in captures.prefix(Limits.heldContents) { held.append(try open(selected)) }
    held.reverse()
    for selected in captures {
      let content = if let first = held.popLast() { first } else { try open(selected) }
      try body(selected, content)
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

/// The captures of a window as they are read, by their schema.
private struct Reading {
  private let merging: Bool
  private var groups: [CaptureGroup] = []
  var leftOut: [ViewBuilder.LeftOut] = []

  init(merging: Bool) { self.merging = merging }

  mutating func add(
    _ profile: Profile, _ selected: SelectedCapture, _ bytes: [UInt8]
  ) throws(ProfileError) {
    let schema = profile.schema
    let known = groups.firstIndex { $0.schema == schema }
    if known == nil { groups.append(CaptureGroup(schema: schema, merging: merging)) }
    try groups[known ?? groups.count - 1].add(profile, selected, bytes)
  }

  /// The largest group, on a tie that of the earliest capture.
  var largest: CaptureGroup? {
    groups.dropFirst().reduce(groups.first) { largest, group in
      largest.map { $0.captures.count >= group.captures.count } == true ? largest : group
    }
  }

  /// Leaves out the captures of all groups but the largest.
  mutating func settle() {
    guard let largest else { return }
    for group in groups where group.schema != largest.schema {
      let reason = "its types are \(group.schema), the window's are \(largest.schema)"
      leftOut += group.captures.map { ViewBuilder.LeftOut(selected: $0, reason: reason) }
    }
    groups = [largest]
    leftOut.sort { $0.selected < $1.selected }
  }
}
