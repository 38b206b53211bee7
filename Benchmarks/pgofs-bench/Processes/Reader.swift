import ArgumentParser
import Glibc

/// How long it takes to look a file up, open it and read it whole.
enum Reader {
  /// Reads in a process of its own.
  ///
  /// - Returns: seconds.
  static func read(_ path: String) throws -> Double {
    guard let line = try Spawn.helper(["read", path]).first, line.count == 2, line[1] > 0 else {
      throw BenchError("\(path): nothing was read")
    }
    return line[0]
  }

  struct Command: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "read", shouldDisplay: false)

    @Argument var file: String

    func run() throws {
      var count = 0
      let time = try seconds { count = try File.contents(file).count }
      print(time, count)
    }
  }
}
