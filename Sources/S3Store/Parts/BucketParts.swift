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
  private let pool = WorkerPool(threads: Limits.partThreads, name: "s3-parts")

  private struct State {
    /// Bytes on their way to the bucket.
    var saving = 0
    /// When a key of ours may write, as far as we know.
    var mayWrite = ContinuousClock.now
  }

  private let state = Mutex(State())

  init(_ client: S3Client) { self.client = client }

  func load(_ names: [String]) -> [[UInt8]?] {
    // Who asks waits longer for the captures than for this.
    guard client.reachability.outage == nil else { return names.map { _ in nil } }
    let found = Monitor((left: names.count, bytes: [[UInt8]?](repeating: nil, count: names.count)))
    for (position, name) in names.enumerated() {
      pool.run { [client] in
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
    pool.run { [self] in
      var isRefused = false
      do throws(S3Error) {
        _ = try client.put(BucketParts.prefix + name, bytes, if: .none)
      } catch {
        isRefused = error.code == .accessDenied
      }
      state.withLock { state in
        state.saving -= bytes.count
        if isRefused { state.mayWrite = .now + Limits.partRefusal }
      }
    }
  }

  func drain() { pool.drain() }
}
