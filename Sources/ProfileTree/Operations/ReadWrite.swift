import Pprof
import ProfileStore
import SystemPackage

extension ProfileTree {
  /// Whether an open file's bytes are in memory, and those that are to be written would be: then
  /// reading and writing it waits for no disk.
  public func isInMemory(_ handle: HandleID, writing count: Int = 0, at offset: Int = 0) -> Bool {
    switch try? handles.file(handle) {
    case .staged(_, let content, _): content.fitsInMemory(count, at: offset)
    case .text, .events, nil: true
    case .stored, .computed: false
    }
  }

  /// Up to `count` bytes of an open file from the offset; fewer only at the end.
  public func read(_ handle: HandleID, at offset: Int, count: Int) throws(TreeError) -> [UInt8] {
    switch try handles.file(handle) {
    case .stored(let content, let path):
      return try atPath(path) { () throws(StoreError) in
        try ProfileTree.read(content, at: offset, count: count)
      }
    case .computed(let file, let path):
      return try inCache(path) { () throws(Errno) in try file.read(at: offset, count: count) }
    case .staged(let file, let content, _):
      return try inCache(file.path) { () throws(Errno) in
        try content.read(at: offset, count: count)
      }
    case .text(let text): return ProfileTree.slice(text, at: offset, count: count)
    case .events: return ProfileTree.slice(events.text, at: offset, count: count)
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
    let (end, overflow) = offset.addingReportingOverflow(bytes.count)
    try checkSize(file, overflow || offset < 0 ? .max : end)
    let canBegin = try inCache(file.path) { () throws(Errno) in
      if file.isScratch { true } else { try ProfileTree.canBegin(content, at: offset, bytes) }
    }
    guard canBegin else {
      let refusal = TreeError(
        .invalid, file.path,
        "not a CPU profile: a profile is gzip or protobuf, this is text or something else; "
          + "fetch it with curl -f")
      file.update { $0.refusal = refusal }
      throw refusal
    }
    try inCache(file.path) { () throws(Errno) in try content.write(bytes, at: offset) }
    changed(file)
    return bytes.count
  }

  func truncate(_ file: StagedFile, to size: Int) throws(TreeError) {
    let state = file.update { $0 }
    guard let content = state.content else { throw .immutable(state.path) }
    try checkSize(file, size < 0 ? .max : size)
    try inCache(state.path) { () throws(Errno) in try content.truncate(to: size) }
    changed(file)
  }

  private func changed(_ file: StagedFile) {
    file.update { state in
      state.writes += 1
      state.modified = clock.now
    }
  }

  // Once over the limit, a handle stays failed: what came after would make another file of it. A
  // scratch file can be cut again.
  private func checkSize(_ file: StagedFile, _ size: Int) throws(TreeError) {
    let failure = file.update { state -> TreeError? in
      if case .failed(let error) = state.phase { return error }
      guard size > configuration.maxProfile else { return nil }
      let error = TreeError(
        .tooLarge, state.path,
        "larger than \(configuration.maxProfile) bytes; -o max_profile= sets the limit")
      if state.target != .scratch {
        state.phase = .failed(error)
        state.refusal = error
      }
      return error
    }
    if let failure { throw failure }
  }

  // Looks at the bytes from the file's beginning, as far as they are there.
  private static func canBegin(
    _ content: StagedContent, at offset: Int, _ bytes: [UInt8]
  ) throws(Errno) -> Bool {
    guard offset < Limits.checkedPrefix, offset <= content.size else { return true }
    let before = offset == 0 ? [] : try content.read(at: 0, count: offset)
    return Profile.canBegin(with: before + bytes.prefix(Limits.checkedPrefix - offset))
  }

  private static func read(
    _ content: any StoredContent, at offset: Int, count: Int
  ) throws(StoreError) -> [UInt8] {
    var failure: StoreError?
    let wanted = max(0, min(count, content.size - offset))
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

  private static func slice(_ bytes: [UInt8], at offset: Int, count: Int) -> [UInt8] {
    guard offset >= 0, offset < bytes.count, count > 0 else { return [] }
    return Array(bytes[offset...].prefix(count))
  }
}
