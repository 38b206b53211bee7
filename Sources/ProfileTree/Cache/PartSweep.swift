import CLinux
import Glibc

/// One walk through a cache directory: of the files that caches make, the least recently used go.
struct PartSweep {
  private struct Kept {
    let path: String
    let size: Int
    let used: timespec
  }

  private let directory: String
  private var files: [Kept] = []
  private var total = 0

  /// Reads the directory: what versions of any format keep in it, and what was left half-written.
  init(_ directory: String) {
    self.directory = directory
    for format in PartSweep.names(in: directory) where PartSweep.isFormat(format) {
      for folder in PartSweep.names(in: "\(directory)/\(format)") where folder.utf8.count == 2 {
        add("\(directory)/\(format)/\(folder)")
      }
    }
  }

  /// Deletes the files that were used longest ago, if there are more bytes than that, until there
  /// are a tenth less.
  func shrink(to capacity: Int) {
    guard total > capacity else { return }
    var total = total
    let byAge = files.sorted {
      ($0.used.tv_sec, $0.used.tv_nsec) < ($1.used.tv_sec, $1.used.tv_nsec)
    }
    for file in byAge where total > capacity / 10 * 9 {
      unlink(file.path)
      total -= file.size
    }
  }

  private mutating func add(_ folder: String) {
    for name in PartSweep.names(in: folder) {
      let path = "\(folder)/\(name)"
      var status = stat()
      guard name.utf8.count == 32 || name.hasPrefix("writing-"), lstat(path, &status) == 0,
        status.st_mode & S_IFMT == S_IFREG
      else { continue }
      let blocks = (Int(status.st_size) + PartCache.blockSize - 1) / PartCache.blockSize
      let size = max(1, blocks) * PartCache.blockSize
      files.append(Kept(path: path, size: size, used: status.st_mtim))
      total += size
    }
  }

  private static func isFormat(_ name: String) -> Bool {
    name.first == "v" && name.count > 1 && name.dropFirst().allSatisfy(\.isNumber)
  }

  private static func names(in directory: String) -> [String] {
    guard let stream = opendir(directory) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }
}
