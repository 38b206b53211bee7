import TestSupport
import Testing

/// mount(8) and /etc/fstab.
@Suite(.everyStore) struct MountCommandTests {
  /// Runs a script where pgofs is installed: mount(8) starts helpers with a PATH of its own. Nobody
  /// else sees that.
  private func installed(_ program: Program, _ script: String) -> Shell.Output {
    program.sh(
      """
      exec unshare --mount bash -c '
        set -e; mount -t tmpfs tmpfs /usr/local/sbin; ln -s $PGOFS /usr/local/sbin/pgofs
        \(script)'
      """)
  }

  @Test(arguments: [
    "rw", "ro", "_netdev,nofail,noauto,user,x-systemd.automount",
    "defaults,noatime,nosuid,nodev,noexec",
    "allow_other,uid=1000,gid=1000,umask=027", "x-systemd.requires=network-online.target,relatime",
  ])
  func `mount -t fuse.pgofs takes the options of fstab`(_ options: String) throws {
    let program = try Program()
    let result = installed(
      program,
      """
      mount -t fuse.pgofs $S $M -o \(options),cache_dir=$W/cache
      findmnt -no FSTYPE,SOURCE $M; mkdir $M/app && echo made || true; umount $M
      if mountpoint -q $M; then echo "should have failed" >&2; exit 9; fi
      """)
    #expect(result.status == 0, "\(result)")
    #expect(result.out.hasPrefix("fuse.pgofs \(program.store.source)\n"), "\(result)")
    #expect(result.out.contains("made") == (options != "ro"), "\(result)")
  }

  @Test func `a line of fstab is enough`() throws {
    let program = try Program()
    let result = installed(
      program,
      """
      echo "$S $M fuse.pgofs _netdev,nofail,user,x-systemd.automount,cache_dir=$W/cache 0 0" > $W/fstab
      mount -T $W/fstab $M; mkdir $M/app; umount $M; ls $(kept)
      """)
    #expect(result.out == "app\n", "\(result)")
  }

  @Test func `mount fails when the mount does`() throws {
    let program = try Program()
    let result = installed(
      program, "mount -t fuse.pgofs $S $M -o frobnicate=1,cache_dir=$W/cache")
    #expect(result.status != 0)
    #expect(result.error.contains("frobnicate: no such option"), "\(result)")
  }
}
