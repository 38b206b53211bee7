import ProfileStore
import Synchronization
import Threads

/// What the hosts of a bucket compute for each other: objects under `.pgofs/parts/`.
///
/// They are asked for once and not long, because the captures that they are made of can be had as
/// well. A host whose key may not write them leaves that to others.
final class BucketParts: SharedParts {
  /// What their keys begin with. No app can have the name.
  static let prefix = ".pgofs/parts/"

  private let client: S3Client
  private let loads = WorkerPool(threads: Limits.partThreads, name: "s3-parts")
  private let saves = WorkerPool(threads: Limits.partThreads, name: "s3-parts-put")

  private struct State {
    /// Bytes on their way to the bucket.
    var saving = 0
    /// Before that nothing is put: the last time it was refused, or came to nothing.
    var mayWrite = ContinuousClock.now
  }

  private let state = Mutex(State())

  init(_ client: S3Client) { self.client = client }

  func load(_ names: [String]) -> [[UInt8]?] {
    // Who asks waits longer for the captures than for this.
    guard client.reachability.outage == nil else { return names.map { _ in nil } }
    let found = Monitor((left: names.count, bytes: [[UInt8]?](repeating: nil, count: names.count)))
    for (position, name) in names.enumerated() {
      loads.run { [client] in
        let bytes = try? client.get(BucketParts.prefix + name, entityTag: nil)
        found.update(wakingAll: true) { found in
          found.bytes[position] = bytes
          found.left -= 1
        }
      }
    }
    return found.wait { $0.left == 0 ? $0.bytes : nil }
  }

  func save(_ bytes: [UInt8], as name: String) {
    let isTaken = state.withLock { state in
      // What isn't kept now is kept by who computes it next.
      guard state.saving + bytes.count <= Limits.savedParts, state.mayWrite <= .now else {
        return false
      }
      state.saving += bytes.count
      return true
    }
    guard isTaken else { return }
    saves.run { [self] in
      let pause = put(bytes, BucketParts.prefix + name)
      state.withLock { state in
        state.saving -= bytes.count
        if let pause { state.mayWrite = .now + pause }
      }
    }
  }

  // How long nothing is to be put, should this have failed. What waited behind it is dropped.
  private func put(_ bytes: [UInt8], _ key: String) -> Duration? {
    guard state.withLock({ $0.mayWrite <= .now }), client.reachability.outage == nil else {
      return nil
    }
    do throws(S3Error) {
      _ = try client.put(key, bytes, if: .none)
      return nil
    } catch {
      return error.code == .accessDenied ? Limits.partRefusal : Limits.partFailure
    }
  }

  func drain() { saves.drain() }
}
