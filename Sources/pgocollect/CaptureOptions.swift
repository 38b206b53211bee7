import ArgumentParser
import Collector
import Command
import Pprof

/// How captures are taken.
struct CaptureOptions: ParsableArguments {
  @Flag(help: "Capture each target once, and end.")
  var once = false

  @Option(help: ArgumentHelp("How many captures run at once.", valueName: "n"))
  var concurrency = 32

  @Option(
    help: ArgumentHelp(
      "How much longer than --duration a capture may take.", valueName: "time"))
  var requestTimeout = "15s"

  @Option(help: ArgumentHelp("The largest profile that is taken.", valueName: "size"))
  var maxProfile = "64M"

  @Option(
    help: ArgumentHelp("Trust these certificates, not the system's.", valueName: "pem file"))
  var ca: String?

  @Option(help: ArgumentHelp("Show this certificate.", valueName: "pem file"))
  var cert: String?

  @Option(help: ArgumentHelp("Its key.", valueName: "pem file"))
  var key: String?

  @Option(help: ArgumentHelp("Show the bearer token in a file.", valueName: "file"))
  var bearerTokenFile: String?

  @Option(help: ArgumentHelp("Show the user:password in a file.", valueName: "file"))
  var basicAuthFile: String?

  @Option(
    defaultAsFlag: "",
    help: ArgumentHelp(
      "Remove the labels that pprof.Do sets, all or those named, before anything is written.",
      valueName: "key,..."))
  var dropLabels: String?

  func validate() throws {
    guard concurrency >= 1 else { throw ValidationError("--concurrency is 1 or more") }
    guard (cert == nil) == (key == nil) else {
      throw ValidationError("--cert and --key go together")
    }
    guard bearerTokenFile == nil || basicAuthFile == nil else {
      throw ValidationError("name one of --bearer-token-file and --basic-auth-file")
    }
  }

  private static func labels(_ text: String) throws -> RemovedLabels {
    if text.isEmpty { return .all }
    let names = text.split(separator: ",", omittingEmptySubsequences: false).map { name in
      String(name.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
    guard !names.contains("") else {
      throw CommandError(
        "--drop-labels \(text): write keys with commas between, or nothing for all")
    }
    return .named(Set(names))
  }

  func apply(to configuration: inout Configuration) throws {
    configuration.isOnce = once
    configuration.concurrency = concurrency
    configuration.requestTime = .milliseconds(
      try TargetSettings.milliseconds(requestTimeout, "--request-timeout"))
    configuration.maxProfile = try bytes(maxProfile, "--max-profile")
    configuration.access.authorities = ca
    configuration.access.certificate = cert
    configuration.access.key = key
    configuration.access.bearerToken = bearerTokenFile
    configuration.access.basicCredentials = basicAuthFile
    configuration.removedLabels = try dropLabels.map(CaptureOptions.labels)
  }
}
