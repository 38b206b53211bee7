import ArgumentParser
import Command
import Fuse
import Glibc
import ProfileTree

/// `pgofs SOURCE MOUNTPOINT`
struct MountCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mount",
    abstract: "Mount a store (the default command).",
    usage: "pgofs SOURCE MOUNTPOINT [-o OPTION,...] [--foreground]",
    discussion: """
      Returns once the mount answers. Options for -o, with their defaults:

        ro, allow_other      off
        uid=N, gid=N         the mounting user's
        umask=022            directories 0755, captures 0644
        max_profile=64M      the largest profile that is taken, as written
        max_inflated=256M    the same, once inflated
        cache_dir=PATH       $CACHE_DIRECTORY, else /var/cache/pgofs for root,
                             ~/.cache/pgofs for others
        cache_size=2G        computed files that are kept
        settle=5m            how late last24h and its like move after the hour
        refresh=5s           how late what others change in a bucket shows
        pin=on               off: a build may see two versions of a merged file

      Those of mount(8) are accepted.
      """)

  @Argument(help: ArgumentHelp(Source.help, valueName: "SOURCE"))
  var source: String

  @Argument(help: ArgumentHelp("The directory to mount on.", valueName: "MOUNTPOINT"))
  var mountPoint: String

  @Option(
    name: .customShort("o"),
    help: ArgumentHelp("Options, separated by commas.", valueName: "OPTION,..."))
  var options: [String] = []

  @Flag(name: .shortAndLong, help: "Stay in the foreground and log to stderr.")
  var foreground = false

  @Option(help: .hidden)
  var readyDescriptor: Int32?

  func run() throws {
    let log = Log("pgofs")
    do {
      var settings = try MountSettings(options: options)
      let source = try Source(self.source)
      try source.checkApart(from: mountPoint)
      guard foreground || readyDescriptor != nil else { return try Daemon.launch() }
      settings.tree.cacheDirectory = try CacheDirectory.open(
        settings.cacheDirectory, apartFrom: source, mountPoint, log: log)
      try serve(source, settings, log)
    } catch let exit as ExitCode {
      throw exit
    } catch {
      log.error("\(error)")
      throw ExitCode.failure
    }
  }

  private func serve(_ source: Source, _ settings: MountSettings, _ log: Log) throws {
    DescriptorLimit.raise()
    Heap.bound()
    let stops = [SIGTERM, SIGINT]
    let signals =
      foreground
      ? AwaitedSignals(stops + [SIGHUP]) : AwaitedSignals(stops, ignoring: [SIGHUP])
    let store = try source.open(refresh: settings.refresh)
    if !settings.readOnly { source.warn(of: store, log) }
    let mounted = try MountedTree(
      store, named: source.text, at: mountPoint, settings, log: log)
    signals.onSignal { _ in mounted.session.stop() }
    try mounted.run {
      chdir("/")
      if let readyDescriptor { Daemon.detach(telling: readyDescriptor) }
      ServiceManager.tell("READY=1")
    }
    ServiceManager.tell("STOPPING=1")
  }

}
