import Glibc

/// The machine that was measured on, and the file system that holds the data.
struct Machine {
  let cores = sysconf(Int32(_SC_NPROCESSORS_ONLN))
  let processor: String
  let memory = Double(sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE)))
  let kernel: String
  let fileSystem: String

  init(dataIn directory: String) {
    processor =
      Machine.lines("/proc/cpuinfo").first { $0.hasPrefix("model name") }
      .flatMap { $0.split(separator: ":").last }.map { String($0.drop { $0 == " " }) } ?? "?"
    kernel = Machine.lines("/proc/sys/kernel/osrelease").first ?? "?"
    fileSystem = Machine.fileSystem(of: directory)
  }

  var text: String {
    "\(cores) cores of \(processor), \(Unit.bytes.text(memory)) of memory, Linux \(kernel), \(fileSystem)"
  }

  // The mount whose point is the longest beginning of the path; a later one hides an earlier one.
  private static func fileSystem(of directory: String) -> String {
    var found = (point: "", type: "?")
    for line in lines("/proc/self/mounts") {
      let words = line.split(separator: " ").map(String.init)
      guard words.count > 2, words[1].count >= found.point.count,
        words[1] == "/" || "\(directory)/".hasPrefix("\(words[1])/")
      else { continue }
      found = (words[1], words[2])
    }
    return found.type
  }

  static func lines(_ path: String) -> [String] {
    let text = (try? File.contents(path)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    return text.split(separator: "\n").map(String.init)
  }
}
