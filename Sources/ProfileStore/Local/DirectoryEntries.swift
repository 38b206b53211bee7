import Glibc
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
    let stream = try openStream()
    defer { closedir(stream) }
    var entries: [Entry] = []
    while true {
      errno = 0
      guard let next = readdir(stream) else {
        if errno != 0 { throw StoreError(Errno(rawValue: errno), path: path) }
        return entries
      }
      let name = OpenDirectory.name(of: next)
      if name == "." || name == ".." { continue }
      guard entries.count < Limits.entriesPerDirectory else {
        throw StoreError(
          .unavailable, path: path,
          message: "more than \(Limits.entriesPerDirectory) names in one directory; remove what"
            + " isn't a profile")
      }
      entries.append(Entry(name: name, kind: try kind(of: name, type: next.pointee.d_type)))
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
  private static func name(of entry: UnsafeMutablePointer<dirent>) -> String {
    let offset = MemoryLayout<dirent>.offset(of: \.d_name)!
    let bytes = UnsafeRawPointer(entry).advanced(by: offset)
    return String(cString: bytes.assumingMemoryBound(to: CChar.self))
  }

  private func kind(of name: String, type: UInt8) throws(StoreError) -> Entry.Kind {
    switch Int(type) {
    case Int(DT_REG): return .file
    case Int(DT_DIR): return .directory
    case Int(DT_UNKNOWN):
      guard let status = try status(of: name) else { return .other }
      return status.isFile ? .file : status.isDirectory ? .directory : .other
    default: return .other
    }
  }
}
