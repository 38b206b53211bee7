import Glibc
import SystemCalls
import SystemPackage

extension OpenDirectory {
  /// A name in a directory.
  struct Entry {
    enum Kind { case file, directory, other }
    let name: String
    let kind: Kind
  }

  /// Everything in the directory, in no order. A name that isn't UTF-8 reads with replacement
  /// characters, and so has no name of the store's form.
  func entries() throws(StoreError) -> [Entry] {
    var entries: [Entry] = []
    try forEachEntry { name, kind in
      entries.append(Entry(name: String(cString: name.baseAddress!), kind: kind))
    }
    return entries
  }

  /// Calls the body with everything in the directory, in no order: a name's bytes, a zero behind
  /// them, for as long as the body runs.
  func forEachEntry(
    _ body: (UnsafeBufferPointer<CChar>, Entry.Kind) throws(StoreError) -> Void
  ) throws(StoreError) {
    let stream = try openStream()
    defer { closedir(stream) }
    var count = 0
    while true {
      errno = 0
      guard let next = readdir(stream) else {
        if errno != 0 { throw StoreError(Errno(rawValue: errno), path: path) }
        return
      }
      let name = OpenDirectory.name(of: next)
      if OpenDirectory.isDots(name) { continue }
      guard count < Limits.entriesPerDirectory else {
        throw StoreError(
          .unavailable, path: path,
          message: "more than \(Limits.entriesPerDirectory) names in one directory; remove what"
            + " isn't a profile")
      }
      count += 1
      try body(name, try kind(of: name, type: next.pointee.d_type))
    }
  }

  private func openStream() throws(StoreError) -> OpaquePointer {
    do throws(Errno) {
      let number = self.number
      let copy = try systemCall { openat(number, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
      guard let stream = fdopendir(copy) else {
        let error = Errno(rawValue: errno)
        close(copy)
        throw error
      }
      return stream
    } catch {
      throw StoreError(error, path: path)
    }
  }

  // The record may end before `struct dirent` does: only its name, up to the zero, may be read.
  private static func name(
    of entry: UnsafeMutablePointer<dirent>
  ) -> UnsafeBufferPointer<CChar> {
    let offset = MemoryLayout<dirent>.offset(of: \.d_name)!
    let bytes = UnsafeRawPointer(entry).advanced(by: offset).assumingMemoryBound(to: CChar.self)
    return UnsafeBufferPointer(start: bytes, count: strlen(bytes))
  }

  private static func isDots(_ name: UnsafeBufferPointer<CChar>) -> Bool {
    name.count <= 2 && name.allSatisfy { $0 == 0x2e }
  }

  private func kind(
    of name: UnsafeBufferPointer<CChar>, type: UInt8
  ) throws(StoreError) -> Entry.Kind {
    switch Int(type) {
    case Int(DT_REG): return .file
    case Int(DT_DIR): return .directory
    case Int(DT_UNKNOWN):
      guard let status = try status(of: name.baseAddress!) else { return .other }
      return status.isFile ? .file : status.isDirectory ? .directory : .other
    default: return .other
    }
  }
}
