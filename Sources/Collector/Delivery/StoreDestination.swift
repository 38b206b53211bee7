import Pprof
import ProfileStore
import Synchronization

/// A store that is written without a mount. It keeps whatever it is given, so that what a mount would
/// refuse is refused here.
final class StoreDestination: Destination {
  private let place: Configuration.Store
  private let maxInflated: Int
  private let opened = Mutex<(any ProfileStore)?>(nil)

  /// - Parameter maxInflated: the most bytes of a capture, inflated.
  init(_ place: Configuration.Store, maxInflated: Int) {
    self.place = place
    self.maxInflated = maxInflated
  }

  func check() throws(WriteFailure) {
    try of { () throws(StoreError) in _ = try open() }
  }

  func write(
    _ bytes: [UInt8], of app: AppPath, as name: CaptureName
  ) throws(WriteFailure) -> CaptureName {
    try check(bytes)
    return try of { () throws(StoreError) in try place(bytes, of: app, as: name, in: try open()) }
  }

  // What comes from a target was checked, what comes from a spool was on a disk since.
  private func check(_ bytes: [UInt8]) throws(WriteFailure) {
    do throws(ProfileError) {
      try Profile(parsing: bytes, maxInflated: maxInflated).checkCapture()
    } catch {
      throw WriteFailure("no capture: \(error)", isFinal: true)
    }
  }

  // A store that doesn't answer yet is opened once it does.
  private func open() throws(StoreError) -> any ProfileStore {
    if let store = opened.withLock({ $0 }) { return store }
    let store = try place.open()
    opened.withLock { $0 = store }
    return store
  }

  private func place(
    _ bytes: [UInt8], of app: AppPath, as name: CaptureName, in store: any ProfileStore
  ) throws(StoreError) -> CaptureName {
    for candidate in name.namesakes {
      let file = StoreFile.capture(app, candidate)
      do throws(StoreError) {
        try save(bytes, as: file, in: store)
        return candidate
      } catch {
        guard error.code == .alreadyExists else { throw error }
        if try store.holds(bytes, as: file) { return candidate }
      }
    }
    throw StoreError(
      .alreadyExists, path: "\(app)/\(name)",
      message: "\(Limits.namesakes) captures of this time and source are there")
  }

  private func save(
    _ bytes: [UInt8], as file: StoreFile, in store: any ProfileStore
  ) throws(StoreError) {
    do throws(StoreError) {
      _ = try store.save(bytes, as: file, expecting: .absent)
    } catch {
      guard error.code == .notFound else { throw error }
      try make(file.app, in: store)
      _ = try store.save(bytes, as: file, expecting: .absent)
    }
  }

  private func make(_ app: AppPath, in store: any ProfileStore) throws(StoreError) {
    if let outer = app.parent { try make(outer, in: store) }
    do throws(StoreError) {
      try store.make(.app(app))
    } catch {
      guard error.code == .alreadyExists else { throw error }
    }
  }

  // Without the path, which the log has: the same trouble is said once, not for each capture.
  private func of<Result>(
    _ body: () throws(StoreError) -> Result
  ) throws(WriteFailure) -> Result {
    do throws(StoreError) {
      return try body()
    } catch {
      throw WriteFailure("\(place.name): \(error.message)")
    }
  }
}
