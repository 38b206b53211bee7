import ProfileStore
import TestSupport
import Testing

/// Errors speak through errno, and each is a line in `events.log`.
@Suite(.everyStore) struct ErrorTests {
  // A mount whose store can be made to fail.
  private static func mount() throws -> (Mounted, FaultyStore) {
    let stores = Stores()
    let mounted = try Mounted { store in
      let faulty = FaultyStore(wrapping: store)
      stores.faulty = faulty
      return faulty
    }
    return (mounted, stores.faulty!)
  }

  private final class Stores { var faulty: FaultyStore? }

  static let codes: [(StoreError.Code, String)] = [
    (.noSpace, "ENOSPC"), (.readOnly, "EROFS"), (.accessDenied, "EACCES"),
    (.timedOut, "ETIMEDOUT"), (.unavailable, "EIO"),
  ]

  @Test(arguments: codes)
  func `what the store says is the errno of close, fsync, rename, mkdir and rm`(
    code: StoreError.Code, errno: String
  ) throws {
    let (mounted, faulty) = try Self.mount()
    mounted.scenario(
      """
      mkdir -p $M/sample/2024-10-12
      cp $SVC/000.pprof $M/sample/2024-10-12/09-30-00Z.pprof
      cp $SVC/001.pprof $M/sample/2024-10-12/.scratch
      """)
    let changes: Set<StoreOperation.Kind> = [
      .save, .move, .delete, .make, .remove, .moveApp,
    ]
    faulty.setFault { operation in
      guard changes.contains(operation.kind) else { return nil }
      return .fail(StoreError(code, path: operation.path, message: "the disk says so"))
    }
    mounted.scenario(
      """
      cd $M/sample/2024-10-12
      refuses \(errno) cp $SVC/001.pprof 10-30-00Z.pprof
      refuses \(errno) dd if=$SVC/001.pprof of=10-31-00Z.pprof conv=fsync
      refuses \(errno) cp $SVC/001.pprof ../drop.prof
      refuses \(errno) mv .scratch 10-32-00Z.pprof
      refuses \(errno) mv 09-30-00Z.pprof 10-33-00Z.pprof
      refuses \(errno) mkdir ../2024-10-13
      refuses \(errno) rm 09-30-00Z.pprof
      refuses \(errno) mv $M/sample $M/other
      is sample/2024-10-12/09-30-00Z.pprof "$(stored)"
      for name in 2024-10-12/10-30-00Z.pprof 2024-10-12/10-31-00Z.pprof drop.prof \\
        2024-10-12/10-32-00Z.pprof 2024-10-12/09-30-00Z.pprof 2024-10-13; do
        grep -F "error sample/$name: " $M/.pgofs/events.log | grep -q 'the disk says so'
      done
      """)
    faulty.setFault(nil)
    mounted.scenario(
      """
      mv $M/sample/2024-10-12/.scratch $M/sample/2024-10-12/10-30-00Z.pprof
      is 2 "$(stored | wc -l)"
      """)
  }

  @Test(arguments: codes)
  func `what the store says is the errno of stat, ls and cat`(code: StoreError.Code, errno: String)
    throws
  {
    let (mounted, faulty) = try Self.mount()
    mounted.scenario(
      """
      mkdir -p $M/sample/2024-10-12
      cp $SVC/000.pprof $M/sample/2024-10-12/09-30-00Z.pprof
      """)
    faulty.setFault { .fail(StoreError(code, path: $0.path, message: "the disk says so")) }
    mounted.scenario(
      """
      refuses \(errno) stat $M/sample/2024-10-12/10-30-00Z.pprof
      refuses \(errno) ls $M
      refuses \(errno) cat $M/sample/merged/all.pprof
      grep -q 'error .*the disk says so' $M/.pgofs/events.log
      """)
    faulty.setFault(nil)
    mounted.scenario("eventually same $SVC/000.pprof $M/sample/2024-10-12/09-30-00Z.pprof")
  }

  @Test func `a save whose answer was lost is an error, and may be tried again`() throws {
    let (mounted, faulty) = try Self.mount()
    mounted.scenario("mkdir -p $M/sample/2024-10-12")
    faulty.setFault { operation in
      guard operation.kind == .save else { return nil }
      return .failAfter(StoreError(.timedOut, path: operation.path, message: "no answer"))
    }
    mounted.scenario(
      """
      refuses ETIMEDOUT cp $SVC/000.pprof $M/sample/x-1728725400250.pprof
      """)
    faulty.setFault(nil)
    mounted.scenario(
      """
      cp $SVC/000.pprof $M/sample/x-1728725400250.pprof
      is sample/2024-10-12/09-30-00.250Z_x.pprof "$(stored)"
      """)
  }

  @Test func `ENOENT is where nothing is`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      mkdir -p $M/sample/2024-10-12
      for name in nothing sample/nothing sample/2024-10-11 sample/2024-10-12/09-30-00Z.pprof \\
        sample/pinned sample/2024-10-12/nothing sample/merged/nothing .pgofs/nothing merged; do
        refuses ENOENT cat $M/$name
        refuses ENOENT rm $M/$name
        refuses ENOENT mv $M/$name $M/sample/x
      done
      refuses ENOENT cp $SVC/000.pprof $M/nothing/x.pprof
      refuses ENOENT mkdir $M/nothing/2024-10-12
      """)
  }

  @Test func `ENODATA is a window without a call edge`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      mkdir -p $M/sample/2024-10-12
      \(try GoTools.command()) edgeless $SVC/000.pprof $W/edgeless
      cp $W/edgeless $M/sample/2024-10-12/09-30-00Z.pprof
      refuses ENODATA cat $M/sample/merged/all.pgo
      refuses ENODATA cat $M/sample/merged/all.pprof
      grep -q 'no call edge' $M/sample/merged/all.txt
      """)
  }

  @Test func `EROFS is a mount that is read-only`() throws {
    let mounted = try Mounted(options: ["ro"])
    mounted.scenario(
      """
      put_behind $SVC/000.pprof sample/2024-10-12/09-30-00Z.pprof
      eventually same $SVC/000.pprof $M/sample/2024-10-12/09-30-00Z.pprof
      refuses EROFS cp $SVC/000.pprof $M/sample/2024-10-12/10-30-00Z.pprof
      refuses EROFS rm $M/sample/2024-10-12/09-30-00Z.pprof
      refuses EROFS mkdir $M/other
      refuses EROFS mv $M/sample $M/other
      cat $M/sample/merged/all.pgo > $W/x
      """)
  }

  @Test func `a full cache disk fails neither writing nor reading`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      #"""
      mount -t tmpfs -o size=4k tmpfs $C
      trap 'umount $C' EXIT
      if head -c 100000 /dev/zero > $C/full; then echo "should have failed" >&2; exit 9; fi
      mkdir -p $M/sample/2024-10-12
      cp $SVC/000.pprof $M/sample/2024-10-12/09-30-00Z.pprof
      dd if=$SVC/001.pprof of=$M/sample/x-1728725400250.pprof bs=100 status=none
      head -c 1000000 /dev/urandom > $W/random
      cp $W/random $M/sample/.scratch
      same $W/random $M/sample/.scratch
      same $SVC/000.pprof $(kept sample/2024-10-12/09-30-00Z.pprof)
      same $SVC/001.pprof $(kept sample/2024-10-12/09-30-00.250Z_x.pprof)
      gzip -t < $M/sample/merged/all.pprof
      gzip -t < $M/sample/merged/all.pgo
      """#)
  }
}
