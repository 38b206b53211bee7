import Glibc

/// Files and directories, whole.
enum File {
  static func contents(_ path: String) throws -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw BenchError(path, errno) }
    defer { close(descriptor) }
    return try contents(of: descriptor, path)
  }

  /// What a descriptor holds from where it stands to its end, a pipe's or that of a file of /proc too.
  static func contents(of descriptor: Int32, _ name: String) throws -> [UInt8] {
    var bytes: [UInt8] = []
    var status = stat()
    if fstat(descriptor, &status) == 0 { bytes.reserveCapacity(Int(status.st_size) + 1) }
    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
    defer { chunk.deallocate() }
    while true {
      let count = read(descriptor, chunk.baseAddress, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw BenchError(name, errno) }
      if count == 0 { return bytes }
      bytes.append(contentsOf: chunk.prefix(count))
    }
  }

  /// Writes a new file, with a modification time in seconds since 1970 if one is given.
  static func write(_ bytes: [UInt8], to path: String, modified: Int? = nil) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw BenchError(path, errno) }
    defer { close(descriptor) }
    try write(bytes, to: descriptor, path)
    if let modified {
      let time = timespec(tv_sec: modified, tv_nsec: 0)
      guard futimens(descriptor, [time, time]) == 0 else { throw BenchError(path, errno) }
    }
  }

  static func write(_ bytes: [UInt8], to descriptor: Int32, _ name: String) throws {
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress! + done, $0.count - done)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw BenchError(name, errno) }
      done += count
    }
  }

  /// Makes a directory and those above it that are missing.
  static func makeDirectories(_ path: String) throws {
    for end in path.indices.dropFirst() where path[end] == "/" {
      mkdir(String(path[..<end]), 0o755)
    }
    guard mkdir(path, 0o755) == 0 || errno == EEXIST else { throw BenchError(path, errno) }
  }

  static func remove(_ path: String) throws {
    guard unlink(path) == 0 else { throw BenchError(path, errno) }
  }

  /// The paths of a directory's profiles, sorted.
  static func profiles(in directory: String) throws -> [String] {
    guard let stream = opendir(directory) else { throw BenchError(directory, errno) }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasSuffix(".pprof") { names.append(name) }
    }
    return names.sorted().map { "\(directory)/\($0)" }
  }

  static func size(_ path: String) throws -> Int {
    var status = stat()
    guard stat(path, &status) == 0 else { throw BenchError(path, errno) }
    return Int(status.st_size)
  }
}
