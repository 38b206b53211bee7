import TestSupport
import Testing

/// What a new user meets first.
@Suite struct UsageTests {
  let tools = CommandLineTools()

  @Test func `without arguments, pgofs tells how it is used and fails`() {
    let result = tools.sh("pgofs")
    #expect(result.status == 64)
    #expect(result.out == "")
    #expect(result.error.contains("USAGE: pgofs SOURCE MOUNTPOINT"), "\(result)")
  }

  @Test func `--help and --version are answers, not errors`() {
    let help = tools.sh("pgofs --help")
    #expect(help.status == 0 && help.error == "")
    for command in [
      "pgofs SOURCE", "unmount MOUNT", "ls [-l] SOURCE", "cat SOURCE", "merge [-o", "check SOURCE",
      "prune SOURCE", "import FROM SOURCE",
    ] {
      #expect(help.out.contains(command), "\(help)")
    }
    let version = tools.sh("pgofs --version")
    #expect(version.status == 0)
    #expect(version.out.wholeMatch(of: #/\d+\.\d+\.\d+\n/#) != nil, "\(version)")
  }

  @Test(arguments: ["mount", "unmount", "ls", "cat", "merge", "check", "prune", "import"])
  func `each command has help that fits a terminal`(command: String) {
    let result = tools.sh("pgofs \(command) --help")
    #expect(result.status == 0 && result.error == "")
    #expect(result.out.contains("USAGE: pgofs "), "\(result)")
    for line in result.out.split(separator: "\n") {
      #expect(line.count <= 80, "\(line)")
      // A word alone on a line was wrapped off the line before it.
      #expect(line.hasPrefix(" ") || line.contains(" ") || line.hasSuffix(":"), "\(line)")
    }
  }

  @Test func `a wrong call says what is missing, and how it is used`() {
    for (call, reason) in [
      ("merge", "FILE"), ("ls", "SOURCE"), ("cat $S", "PATH"), ("$S", "MOUNTPOINT"),
      ("unmount", "MOUNTPOINT"), ("ls --nosuch $S", "--nosuch"), ("merge -o", "-o"),
      ("check", "SOURCE"), ("prune --max-size 1G", "SOURCE"), ("import from", "SOURCE"),
    ] {
      let result = tools.sh("pgofs \(call)")
      #expect(result.status == 64, "\(call): \(result)")
      #expect(result.error.contains(reason), "\(call): \(result)")
      #expect(result.error.lowercased().contains("usage: pgofs"), "\(call): \(result)")
    }
  }
}
