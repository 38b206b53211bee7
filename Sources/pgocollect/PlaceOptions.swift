import ArgumentParser
import Collector
import Command

/// Where captures go, and where they wait.
struct PlaceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A pgofs mount. Where it is not mounted, nothing is written.", valueName: "mount"))
  var to: String?

  @Option(help: ArgumentHelp("A directory that is no mount.", valueName: "dir"))
  var plainDir: String?

  @Option(
    help: ArgumentHelp(
      "Keep captures that can't be written here, beyond a restart.", valueName: "dir"))
  var spool: String?

  @Option(help: ArgumentHelp("The most bytes in the spool.", valueName: "size"))
  var spoolSize = "1G"

  @Option(
    help: ArgumentHelp(
      "The most bytes of captures in memory that wait to be written.", valueName: "size"))
  var pendingSize = "64M"

  func validate() throws {
    guard (to == nil) != (plainDir == nil) else {
      throw ValidationError("name a mount with --to, or a plain directory with --plain-dir")
    }
  }

  var place: Configuration.Place {
    get throws {
      if let to { return .mount(to) }
      if let plainDir { return .plainDirectory(plainDir) }
      throw ValidationError("name a mount with --to")
    }
  }

  func apply(to configuration: inout Configuration) throws {
    configuration.spool = spool
    configuration.spoolSize = try bytes(spoolSize, "--spool-size")
    configuration.pendingSize = try bytes(pendingSize, "--pending-size")
  }
}

/// Reads a size that an option gives.
func bytes(_ text: String, _ name: String) throws -> Int {
  guard let bytes = Quantity.bytes(text), bytes > 0 else {
    throw CommandError("\(name) \(text): write a size such as 64M")
  }
  return bytes
}
