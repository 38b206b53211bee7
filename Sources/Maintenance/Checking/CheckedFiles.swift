import ProfileStore
import Synchronization
import Threads

/// A file as a listing named it.
struct CheckedFile: Sendable {
  let file: StoreFile
  let status: FileStatus
}

/// Reads files and says what they are worth.
struct CheckedFiles: Sendable {
  let store: any ProfileStore
  let limits: ProfileLimits

  enum Verdict: Sendable {
    /// A profile of so many bytes.
    case good(Int)
    case bad(String)
    /// Removed since it was listed.
    case gone
    case unreadable(StoreError)
  }

  /// The verdicts on files, in their order. They are fetched and decoded several at a time.
  ///
  /// - Throws: when there was no answer in time; then the rest isn't asked for.
  func verdicts(
    of files: [CheckedFile], _ progress: @Sendable (StoreFile) -> Void
  ) throws(StoreError) -> [Verdict] {
    let readable = files.filter { limits.fault(ofSize: $0.status.size) == nil }
    let ahead = store.prefetch(readable.map { (file: $0.file, status: $0.status) })
    defer { withExtendedLifetime(ahead) {} }
    let verdicts = Mutex<[Int: Verdict]>([:])
    let failure = Mutex<StoreError?>(nil)
    let threads = min(ThreadGroup.processors, Limits.decoders)
    ThreadGroup.run(count: files.count, threads: threads) { number in
      guard failure.withLock({ $0 == nil }) else { return }
      let verdict = verdict(on: files[number])
      if case .unreadable(let error) = verdict, error.code == .timedOut {
        failure.withLock { $0 = $0 ?? error }
      }
      verdicts.withLock { $0[number] = verdict }
      progress(files[number].file)
    }
    if let failure = failure.withLock({ $0 }) { throw failure }
    return verdicts.withLock { verdicts in files.indices.map { verdicts[$0]! } }
  }

  private func verdict(on listed: CheckedFile) -> Verdict {
    var status = listed.status
    for _ in 1..<Limits.raceAttempts {
      do throws(StoreError) {
        return try verdict(on: listed.file, status)
      } catch {
        if error.code == .notFound { return .gone }
        guard error.code == .changed else { return .unreadable(error) }
      }
      // It was replaced.
      do throws(StoreError) {
        guard let present = try store.status(of: listed.file) else { return .gone }
        status = present
      } catch {
        return .unreadable(error)
      }
    }
    return .unreadable(
      StoreError(
        .changed, path: "\(listed.file)", message: "it was replaced each time that it was read"))
  }

  private func verdict(
    on file: StoreFile, _ status: FileStatus
  ) throws(StoreError) -> Verdict {
    if let fault = limits.fault(ofSize: status.size) { return .bad(fault) }
    let bytes = try store.load(file, identity: status.identity).bytes()
    return limits.fault(of: bytes).map { .bad($0) } ?? .good(bytes.count)
  }
}
