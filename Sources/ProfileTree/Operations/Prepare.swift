import ProfileStore
import SystemPackage

/// A view that is computed and held: its size is true and its bytes stay.
public struct PreparedView: Sendable {
  let file: ComputedFile
}

extension ProfileTree {
  /// Whether an inode has to be prepared before it is opened or its attributes are told.
  public func isView(_ id: NodeID) -> Bool {
    if case .view? = inodes.record(of: id)?.node { true } else { false }
  }

  /// Whether preparing an inode takes a computation.
  public func mustWait(for id: NodeID) -> Bool {
    guard case .view(let view)? = inodes.record(of: id)?.node else { return false }
    return views.result(for: view.key) == nil
  }

  /// Makes a view ready for `attributes` and `open`, and calls back: at once when there is nothing to
  /// wait for, with nil for what isn't a view, else from the thread that computes it. However many wait
  /// for a version, it is computed once; who no longer waits ignores the call.
  ///
  /// - Parameter here: whether it may be computed before this returns, if that takes a second at most:
  ///   it spares waking another thread.
  public func prepare(
    _ id: NodeID, here: Bool = false,
    ready: @escaping @Sendable (Result<PreparedView?, TreeError>) -> Void
  ) {
    guard let record = inodes.record(of: id) else {
      return ready(.failure(TreeError(.stale, "", "inode \(id.rawValue) is gone")))
    }
    guard case .view(let view) = record.node else { return ready(.success(nil)) }
    prepare(view, id, here: here, attempts: Limits.raceAttempts, ready: ready)
  }

  private func prepare(
    _ view: View, _ id: NodeID, here: Bool, attempts: Int,
    ready: @escaping @Sendable (Result<PreparedView?, TreeError>) -> Void
  ) {
    let selection = view.selection
    let key = ViewCache.Key(version: selection.version, format: view.format)
    views.request(
      key, here: here && isQuick(selection, view.format)
    ) { [self] result in
      switch result {
      case .success(.file(let file)):
        guard view.reveal(key, size: file.size) else {
          return prepare(view, id, here: false, attempts: attempts, ready: ready)
        }
        ready(.success(PreparedView(file: file)))
      case .success(.nothing(let reason)):
        ready(.failure(TreeError(.nothing, view.name.description, reason)))
      case .failure(.error(let error)):
        ready(.failure(TreeError(error.kind, view.name.description, error.message)))
      case .failure(.gone):
        do throws(TreeError) {
          try resolveAnew(view, id, from: key, attempts: attempts)
          prepare(view, id, here: false, attempts: attempts - 1, ready: ready)
        } catch {
          ready(.failure(error))
        }
      }
    } compute: { [self] () throws(ViewCache.Failure) in
      try compute(selection, view)
    }
  }

  private func isQuick(_ selection: Selection, _ format: ViewFormat) -> Bool {
    guard format != .pprof, !store.isDistant, selection.captures.count <= Limits.capturesHere
    else { return false }
    return selection.captures.reduce(0) { $0 + $1.capture.status.size } <= Limits.bytesHere
  }

  private func compute(
    _ selection: Selection, _ view: View
  ) throws(ViewCache.Failure) -> ViewCache.Outcome {
    do {
      let result = try builder.build(selection, as: view.format)
      leftOut.insert(result.leftOut)
      guard let bytes = result.bytes else { return .nothing(reason: emptiness(selection, result)) }
      return .file(
        try ComputedFile(bytes, in: configuration.cacheDirectory, memory: computedMemory))
    } catch let failure as ViewBuilder.Failure {
      switch failure {
      case .gone: throw .gone
      case .store(let error): throw .error(TreeError(error, at: view.name.description))
      case .merge(let error): throw .error(TreeError(error, at: view.name.description))
      case .contradicted:
        throw .error(
          TreeError(
            .failed, view.name.description, "a capture's bytes changed while it was read; try again"
          ))
      }
    } catch {
      throw .error(
        TreeError(
          .noSpace, view.name.description,
          "neither the cache directory nor memory could hold the result: \(error)"))
    }
  }

  private func emptiness(_ selection: Selection, _ result: ViewBuilder.Result) -> String {
    let count = selection.captures.count
    return result.leftOut.count == count
      ? "none of the window's \(count) captures can be merged; the window's .txt names each with its reason"
      : "the window's captures hold no call edge, so there is nothing to build from: idle processes only"
  }

  // A capture of the version is gone. If nobody has seen it yet, the view takes up what the window
  // holds now; another who waits for it may have seen to that already.
  private func resolveAnew(
    _ view: View, _ id: NodeID, from key: ViewCache.Key, attempts: Int
  ) throws(TreeError) {
    guard view.key == key else { return }
    let path = view.name.description
    let selection = try atPath(path) { () throws(StoreError) in
      try resolver.resolve(view.window, of: view.name.app, as: view.format)
    }
    let isEmpty = selection.captures.isEmpty && view.format != .txt
    guard !isEmpty, attempts > 1, view.rebind(from: key.version, to: selection) else {
      pins?.end(for: view)
      throw TreeError(.stale, path, "captures of this version were deleted; look the name up again")
    }
    inodes.rebound(id)
  }
}
