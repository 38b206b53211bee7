import CLinux
import Glibc
public import SystemPackage

extension Descriptor {
  /// The names in a directory, sorted, `.` and `..` left out; `fileTooLarge` when there are more than
  /// the limit.
  public func names(limit: Int) throws(Errno) -> [String] {
    let number = self.number
    let copy = try systemCall { clinux_openat(number, ".", O_RDONLY | O_CLOEXEC, 0) }
    guard let stream = fdopendir(copy) else {
      let error = Errno(rawValue: errno)
      Glibc.close(copy)
      throw error
    }
    defer { closedir(stream) }
    var names = [String]()
    while true {
      errno = 0
      guard let entry = readdir(stream) else {
        if errno != 0 { throw Errno(rawValue: errno) }
        return names.sorted()
      }
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        String(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self))
      }
      if name == "." || name == ".." { continue }
      guard names.count < limit else { throw .fileTooLarge }
      names.append(name)
    }
  }
}
