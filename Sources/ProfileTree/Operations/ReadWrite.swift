import Pprof
import ProfileStore
import SystemPackage

extension ProfileTree {
  /// Up to `count` bytes of an open file from the offset; fewer only at the end.
  public func read(_ handle: HandleID, at offset: Int, count: Int) throws(TreeError) -> [UInt8] {
    switch try handles.file(handle) {
    case .stored(let content, let path):
      let wanted = max(0, min(count, content.size - offset))
      return try atPath(path) { () throws(StoreError) in
        var failure: StoreError?
        let bytes = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, filled in
          do throws(StoreError) {
            filled = try content.read(into: UnsafeMutableRawBufferPointer(buffer), at: offset)
          } catch {
            failure = error
          }
        }
        if let failure { throw failure }
        return bytes
      }
    case .computed(let file): return try file.read(at: offset, count: count)
    case .text(let text): return ProfileTree.slice(text, at: offset, count: count)
    case .events: return ProfileTree.slice(events.text, at: offset, count: count)
    case .staged(let file, let content, _):
      return try atStaging(file.path) { () throws(Errno) in
        try content.read(at: offset, count: count)
      }
    }
  }

  /// Writes bytes at an offset of a file that is being written, and returns how many: all of them.
  /// `invalid` as soon as the bytes can't become a CPU profile, `tooLarge` over the limit.
  public func write(
    _ handle: HandleID, at offset: Int, _ bytes: [UInt8]
  ) throws(TreeError) -> Int {
    guard case .staged(let file, let content, writes: true) = try handles.file(handle) else {
      throw TreeError(.badHandle, "", "the file isn't open for writing")
    }
    let path = file.path
    let (end, overflow) = offset.addingReportingOverflow(bytes.count)
    guard !overflow, offset >= 0, end <= configuration.maxProfile else { throw fail(file, path) }
    let (phase, isScratch) = file.update { ($0.phase, $0.target == .scratch) }
    if case .failed(let error) = phase { throw error }
    let canBegin = try atStaging(path) { () throws(Errno) in
      if isScratch { return true }
      return try ProfileTree.canBegin(content, with: bytes, at: offset)
    }
    guard canBegin else {
      let message =
        "not a CPU profile: a profile is gzip or protobuf, this is text or something else; "
        + "fetch it with curl -f"
      file.update { $0.refusal = message }
      throw TreeError(.invalid, path, message)
    }
    try atStaging(path) { () throws(Errno) in try content.write(bytes, at: offset) }
    let isCurrent = file.update { state in
      guard state.content === content else { return false }
      state.writes += 1
      state.modified = clock.now
      return true
    }
    guard isCurrent else {
      throw TreeError(.busy, path, "is being written anew by somebody else")
    }
    return bytes.count
  }

  func truncate(_ file: StagedFile, to size: Int) throws(TreeError) {
    let path = file.path
    guard size >= 0, size <= configuration.maxProfile else { throw fail(file, path) }
    let (content, phase) = file.update { ($0.content, $0.phase) }
    if case .failed(let error) = phase { throw error }
    try atStaging(path) { () throws(Errno) in try content.truncate(to: size) }
    file.update { state in
      state.writes += 1
      state.modified = clock.now
    }
  }

  // What can't become a capture any more stays failed; a scratch file can be cut again.
  private func fail(_ file: StagedFile, _ path: String) -> TreeError {
    let error = TreeError(
      .tooLarge, path,
      "larger than \(configuration.maxProfile) bytes; -o max_profile= sets the limit")
    file.update { state in
      guard state.target != .scratch else { return }
      state.phase = .failed(error)
      state.refusal = error.message
    }
    return error
  }

  // Looks at the bytes from the file's beginning, as far as they are there.
  private static func canBegin(
    _ content: AnonymousFile, with bytes: [UInt8], at offset: Int
  ) throws(Errno) -> Bool {
    guard offset < Limits.checkedPrefix, offset <= content.size else { return true }
    let before = offset == 0 ? [] : try content.read(at: 0, count: offset)
    return Profile.canBegin(with: before + bytes.prefix(Limits.checkedPrefix - offset))
  }

  private static func slice(_ bytes: [UInt8], at offset: Int, count: Int) -> [UInt8] {
    guard offset < bytes.count, offset >= 0 else { return [] }
    return Array(bytes[offset..<min(bytes.count, offset + count)])
  }
}
