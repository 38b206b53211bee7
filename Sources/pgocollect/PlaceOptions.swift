import ArgumentParser
import Collector
import Command
import ProfileStore
import S3Store

/// Where captures go, and where they wait.
struct PlaceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A pgofs mount; where it is not mounted, nothing is written. Or s3://BUCKET/PREFIX.",
      valueName: "mount|s3://..."))
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
      throw ValidationError(
        "name a mount or a bucket with --to, or a plain directory with --plain-dir")
    }
  }

  var place: Configuration.Place {
    get throws {
      if let to {
        return S3Location.isMeant(by: to) ? .store(try PlaceOptions.bucket(to)) : .mount(to)
      }
      if let plainDir { return .plainDirectory(plainDir) }
      throw ValidationError("name a mount with --to")
    }
  }

  private static func bucket(_ text: String) throws -> Configuration.Store {
    let location = try S3Location(text)
    return Configuration.Store(name: "\(location)") { () throws(StoreError) in
      try S3Store(location, refresh: refresh)
    }
  }

  // That an app is there is believed for long: where another host has removed it, a capture makes it
  // again, as it would a moment later.
  private static let refresh = Duration.seconds(300)

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
