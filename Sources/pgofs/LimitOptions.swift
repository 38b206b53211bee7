import ArgumentParser
import Command
import Maintenance

/// Which captures a mount takes.
struct LimitOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The largest profile, as written.", valueName: "SIZE"))
  var maxProfile = "64M"

  @Option(help: ArgumentHelp("The largest profile, once inflated.", valueName: "SIZE"))
  var maxInflated = "256M"

  func validate() throws { _ = try limits }

  var limits: ProfileLimits {
    get throws {
      var limits = ProfileLimits()
      limits.maxProfile = try LimitOptions.bytes(maxProfile, "--max-profile")
      limits.maxInflated = try LimitOptions.bytes(maxInflated, "--max-inflated")
      return limits
    }
  }

  static func bytes(_ text: String, _ option: String) throws -> Int {
    guard let bytes = Quantity.bytes(text) else {
      throw ValidationError("\(option) \(text): write a size such as 64M")
    }
    return bytes
  }
}
