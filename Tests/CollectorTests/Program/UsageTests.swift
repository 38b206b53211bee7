import TestSupport
import Testing

/// What the command line takes, and what it doesn't.
@Suite(.ownThread) struct UsageTests {
  private func run(_ arguments: String) throws -> (status: Int32?, output: String) {
    let program = try RunningProgram(
      [BuiltProgram.path("pgocollect")] + arguments.split(separator: " ").map(String.init))
    let status = program.status(within: .seconds(20))
    return (status, program.output + program.error)
  }

  @Test(arguments: [
    ("", "--to"), ("--to /tmp", "--url"),
    ("--app a --url http://localhost:1", "--to"),
    ("--to /tmp --plain-dir /tmp --app a --url http://localhost:1", "--plain-dir"),
    ("--to /tmp --url http://localhost:1", "--app"),
    ("--to /tmp --app 2024-10-12 --url http://localhost:1", "2024-10-12"),
    ("--to /tmp --app merged --url http://localhost:1", "merged"),
    ("--to /tmp --app ../a --url http://localhost:1", "../a"),
    ("--to /tmp --app a --url ftp://localhost", "ftp"),
    ("--to /tmp --app a --url http://", "http://"),
    ("--to /tmp --app a --url http://localhost:1 --interval 30s --duration 30s", "interval"),
    ("--to /tmp --app a --url http://localhost:1 --interval soon", "soon"),
    ("--to /tmp --app a --url http://localhost:1 --duration 0s", "duration"),
    ("--to /tmp --app a --url http://localhost:1 --sample 0", "sample"),
    ("--to /tmp --app a --url http://localhost:1 --concurrency 0", "concurrency"),
    ("--to /tmp --app a --url http://localhost:1 --cert x", "--key"),
    ("--to /tmp --app a --url http://localhost:1 --max-profile many", "max-profile"),
    ("--to /tmp --app a --url http://localhost:1 --pending-size 1M", "--max-profile"),
    ("--to /tmp --app a --dns localhost", "localhost"),
    ("--to s3:// --app a --url http://localhost:1", "s3://BUCKET/PREFIX"),
    ("--to s3://b/p?endpoint=nowhere --app a --url http://localhost:1", "http://HOST:PORT"),
    ("--to s3://me:opensesame@b/p --app a --url http://localhost:1", "AWS_ACCESS_KEY_ID"),
    ("--to /tmp --app a --url http://localhost:1 --metrics-listen 9090", "metrics-listen"),
    (
      "--to /tmp --app a --url http://localhost:1 --bearer-token-file x --basic-auth-file y",
      "--basic-auth-file"
    ),
    ("--to /tmp --app a --url http://localhost:1 elsewhere", "elsewhere"),
  ])
  func `what can't be meant is refused, and named`(_ arguments: String, _ named: String) throws {
    let (status, output) = try run(arguments)
    #expect(status == 64, "\(arguments): \(output)")
    #expect(output.contains(named), "\(arguments): \(output)")
    #expect(output.lowercased().contains("usage: pgocollect"), "\(arguments): \(output)")
  }

  @Test func `a password in a URL is refused and not repeated`() throws {
    let (status, output) = try run("--to /tmp --app a --url http://me:opensesame@localhost:1")
    #expect(status == 64)
    #expect(output.contains("--basic-auth-file"), "\(output)")
    #expect(!output.contains("opensesame"), "\(output)")
  }

  @Test func `--help fits a terminal, and --version is that of the package`() throws {
    let help = try run("--help")
    #expect(help.status == 0)
    for option in [
      "--to", "--plain-dir", "--app", "--source", "--url", "--targets", "--dns", "--interval",
      "--duration", "--once", "--sample", "--concurrency", "--refresh", "--ca", "--cert", "--key",
      "--bearer-token-file", "--basic-auth-file", "--drop-labels", "--max-profile",
      "--request-timeout", "--spool", "--spool-size", "--pending-size", "--metrics-listen",
      "--stop-timeout",
    ] {
      #expect(help.output.contains(option), "\(option)")
    }
    for line in help.output.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    let version = try run("--version")
    #expect(version.status == 0)
    #expect(version.output.wholeMatch(of: #/\d+\.\d+\.\d+\n/#) != nil, "\(version.output)")
  }
}
