import ProfileStore
import S3Store
import Threads

/// Takes single captures over into an app. It never replaces: equal bytes of the same time are one
/// capture, under whatever name; other bytes get a number, as a drop into a mount does.
struct CaptureImport: Sendable {
  let source: any ImportSource
  let store: any ProfileStore
  let app: AppPath
  let limits: ProfileLimits
  let now: Timestamp
  let isDryRun: Bool
  /// How many more captures may be decoded at once.
  let decoders: Monitor<Int>

  /// Takes a capture.
  ///
  /// - Parameter present: what the app has of the same time.
  /// - Throws: when the store fails.
  func take(
    _ capture: ImportPlan.Capture, named name: String, _ present: [StoredCapture]
  ) throws(StoreError) -> ImportOutcome {
    if capture.time > now.advanced(byMilliseconds: Limits.farthestAhead) {
      return .bad("the time in the name, \(capture.time), is more than a day ahead")
    }
    if let size = capture.size, let fault = limits.fault(ofSize: size) { return .bad(fault) }
    if try isThere(capture, present) { return .present }
    let bytes: [UInt8]?
    do throws(StoreError) {
      bytes = try source.bytes(of: name, limit: limits.maxProfile)
    } catch {
      return .unreadable(error)
    }
    guard let bytes else { return .bad("it has more bytes than --max-profile allows") }
    return try store(bytes, capture.time, present)
  }

  // Whether the tag of what is imported tells that, which needs no bytes of it.
  private func isThere(
    _ capture: ImportPlan.Capture, _ present: [StoredCapture]
  ) throws(StoreError) -> Bool {
    guard let tag = capture.tag else { return false }
    for twin in present where twin.status.size == capture.size {
      if tag.identity(of: .capture(app, twin.name)) == twin.status.identity { return true }
      if let bytes = try bytes(of: twin), ContentTag(of: bytes) == tag { return true }
    }
    return false
  }

  private func store(
    _ bytes: [UInt8], _ time: Timestamp, _ present: [StoredCapture]
  ) throws(StoreError) -> ImportOutcome {
    var present = present
    if try isAmong(present, bytes) { return .present }
    if let fault = fault(of: bytes) { return .bad(fault) }
    for number in 1...Limits.numbers {
      let name = CaptureName(time: time, source: number > 1 ? "\(number)" : nil)
      if present.contains(where: { $0.name == name }) { continue }
      if isDryRun { return .stored(name, size: bytes.count) }
      do throws(StoreError) {
        try save(bytes, as: .capture(app, name))
        return .stored(name, size: bytes.count)
      } catch {
        guard error.code == .alreadyExists else { throw error }
      }
      // Somebody was faster, which a listing of before doesn't show.
      if try store.holds(bytes, as: .capture(app, name)) { return .present }
      present = try store.captures(of: app, in: time..<time.advanced(byMilliseconds: 1))
      if try isAmong(present, bytes) { return .present }
    }
    throw StoreError(
      .alreadyExists, path: "\(app)", message: "\(Limits.numbers) captures of \(time) are there")
  }

  private func isAmong(
    _ present: [StoredCapture], _ bytes: [UInt8]
  ) throws(StoreError) -> Bool {
    for twin in present where twin.status.size == bytes.count {
      let tag = ContentTag(of: bytes)
      if tag.identity(of: .capture(app, twin.name)) == twin.status.identity { return true }
      if try self.bytes(of: twin) == bytes { return true }
    }
    return false
  }

  // Nil of one that is gone or another one by now: it is no longer there.
  private func bytes(of present: StoredCapture) throws(StoreError) -> [UInt8]? {
    do throws(StoreError) {
      return try store.load(.capture(app, present.name), identity: present.status.identity).bytes()
    } catch {
      guard error.code == .notFound || error.code == .changed else { throw error }
      return nil
    }
  }

  private func fault(of bytes: [UInt8]) -> String? {
    decoders.wait { free -> Void? in
      guard free > 0 else { return nil }
      free -= 1
      return ()
    }
    defer { decoders.update { $0 += 1 } }
    return limits.fault(of: bytes)
  }

  private func save(_ bytes: [UInt8], as file: StoreFile) throws(StoreError) {
    do throws(StoreError) {
      _ = try store.save(bytes, as: file, expecting: .absent)
    } catch {
      guard error.code == .notFound else { throw error }
      try makeApp()
      _ = try store.save(bytes, as: file, expecting: .absent)
    }
  }

  private func makeApp() throws(StoreError) {
    for depth in 1...app.components.count {
      guard let app = AppPath(components: Array(app.components.prefix(depth))) else { continue }
      do throws(StoreError) {
        try store.make(.app(app))
      } catch {
        guard error.code == .alreadyExists else { throw error }
      }
    }
  }
}
