import ArgumentParser
import Command
import Fuse

/// `pgofs unmount MOUNTPOINT`
struct UnmountCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unmount", abstract: "Unmount; what was closed without an error is stored.",
    usage: "pgofs unmount MOUNTPOINT [--lazy]")

  @Argument(
    help: ArgumentHelp("The directory that the store is mounted on.", valueName: "MOUNTPOINT"))
  var mountPoint: String

  @Flag(help: "Detach a mount that is in use; it ends when the last file is closed.")
  var lazy = false

  func run() throws {
    do {
      try Unmounting.unmount(mountPoint, subtype: MountedTree.subtype, lazily: lazy)
    } catch {
      Log("pgofs").error("\(error)")
      throw ExitCode.failure
    }
  }
}
