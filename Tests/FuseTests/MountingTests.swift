import Glibc
import Testing

@testable import Fuse

@Suite struct MountingTests {
  private func failure(at path: String, _ options: MountOptions = .test) -> SessionError? {
    do throws(SessionError) {
      _ = try Session(MemoryFileSystem(), at: path, options: options, log: { _, _ in })
      return nil
    } catch {
      return error
    }
  }

  @Test func aMissingMountPointIsNamed() {
    let error = failure(at: "/tmp/fuse-test-none/mnt")
    #expect(error?.code == .noMountPoint)
    #expect(error?.message.contains("/tmp/fuse-test-none/mnt: there is no such directory") == true)
  }

  @Test func aFileIsNoMountPoint() {
    let error = failure(at: "/etc/passwd")
    #expect(error?.code == .noMountPoint)
    #expect(error?.message.contains("not a directory") == true)
  }

  @Test func aSecondMountIsRefused() throws {
    try withMount(MemoryFileSystem(["a": [1]])) { mounted in
      #expect(failure(at: mounted.path)?.code == .alreadyMounted)
      #expect(
        failure(at: mounted.path + "/../" + mounted.path.dropFirst(5) + "/")?.code
          == .alreadyMounted)
      let names = try shell("ls $1", mounted.path).output
      #expect(names == "a\n")
    }
  }

  @Test func unknownOptionsAreRefused() throws {
    try withDirectory { path in
      var options = MountOptions.test
      options.extra = ["noatime", "fancy"]
      #expect(failure(at: path, options)?.code == .invalidOption)
      #expect(failure(at: path, options)?.message == "fancy: not a mount option")
      #expect(failure(at: path, MountOptions(source: "a", subtype: "a,b"))?.code == .invalidOption)
      #expect(
        failure(at: path, MountOptions(source: "a\nb", subtype: "ab"))?.code == .invalidOption)
    }
  }

  @Test func optionsReachTheKernel() throws {
    var options = MountOptions(source: #"a\b,c"#, subtype: "fusetest")
    // Ordinary users need root's leave for it.
    options.allowOther = geteuid() == 0
    options.readOnly = true
    options.extra = ["noatime", "noexec", "suid"]
    try withDirectory { path in
      let session = try Session(MemoryFileSystem(), at: path, options: options, log: { _, _ in })
      let line = try shell("grep \" $1 \" /proc/self/mounts", path).output
      #expect(line.hasPrefix(#"a\134b,c "#))
      for option in ["ro,", "noatime", "noexec", "default_permissions"] {
        #expect(line.contains(option), "\(option)")
      }
      #expect(line.contains("allow_other") == options.allowOther)
      #expect(line.contains("nosuid") == (geteuid() != 0))
      withExtendedLifetime(session) {}
    }
  }

  /// What is left when a daemon dies: a mount whose connection is closed.
  @Test func whatADeadDaemonLeftIsUnmounted() throws {
    try withDirectory { path in
      let dead = try Session(MemoryFileSystem(), at: path, options: .test, log: { _, _ in })
      // Its end would unmount what is mounted there then.
      _ = Unmanaged.passRetained(dead)
      dead.close(isDrained: false)
      #expect(try shell("ls $1", path).output.contains("not connected"))
      let mounted = try Mounted(MemoryFileSystem(["a": [1]]), at: path)
      #expect(try shell("ls $1", path).output == "a\n")
      #expect(mounted.messages.all.contains { $0.contains("unmounting what") })
      mounted.session.stop()
      mounted.end()
      #expect(try MountTable.current().mount(at: path) == nil)
    }
  }

  @Test func theConnectionIsNotInherited() throws {
    try withMount(MemoryFileSystem()) { mounted in
      let descriptors = try shell("ls -l /proc/self/fd", mounted.path).output
      #expect(!descriptors.contains("/dev/fuse"))
    }
  }

  @Test func theMountTableIsUnderstood() {
    let table = MountTable(
      """
      22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/root rw
      40 22 0:45 / /mnt/a\\040b\\134c rw,nosuid shared:5 master:1 - fuse.pgofs a\\040b rw
      41 40 0:46 / /mnt/a\\040b\\134c rw - tmpfs none rw
      nonsense
      50 22 0:47 / /mnt/x rw -

      """)
    #expect(table.mounts.count == 3)
    #expect(table.mounts[1].type == "fuse.pgofs")
    #expect(table.mount(at: #"/mnt/a b\c"#)?.device == "0:46")
    #expect(table.mount(at: "/mnt/x") == nil)
  }
}
