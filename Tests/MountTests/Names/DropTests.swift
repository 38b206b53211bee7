import TestSupport
import Testing

/// Drops: any other name in an app or a day. The corpus's service was captured on 2026-11-22.
@Suite(.everyStore) struct DropTests {
  private func mount() throws -> Mounted {
    let mounted = try Mounted()
    mounted.clock.advance(by: .seconds(771 * 86_400))
    return mounted
  }

  @Test func `a drop is stored under its own capture time, the stem of its name as the source`()
    throws
  {
    let mounted = try mount()
    mounted.scenario(
      """
      mkdir $M/sample
      cp $SVC/000.pprof $M/sample/cpu.prof
      cp $SVC/001.pprof $M/sample/api.pb.gz
      cp $SVC/002.pprof $M/sample/pod_7@host.pprof
      cp $SVC/003.pprof $M/sample/noextension
      cp $SVC/004.pprof $M/sample/v1.2.prof
      cp $SVC/005.pprof "$M/sample/ü b.html"
      cp $SVC/006.pprof $M/sample/---.prof
      cp $SVC/007.pprof $M/sample/default.pgo
      is "sample/2026-11-22/15-20-42.539Z_cpu.pprof
      sample/2026-11-22/15-20-44.543Z_api.pprof
      sample/2026-11-22/15-20-46.550Z_pod-7-host.pprof
      sample/2026-11-22/15-20-48.553Z_noextension.pprof
      sample/2026-11-22/15-20-50.557Z_v1.2.pprof
      sample/2026-11-22/15-20-52.566Z_b.pprof
      sample/2026-11-22/15-20-54.571Z.pprof
      sample/2026-11-22/15-20-56.577Z_default.pprof" "$(stored)"
      same $SVC/000.pprof $(kept sample/2026-11-22/15-20-42.539Z_cpu.pprof)
      """)
  }

  @Test func `the time in a name goes before the profile's`() throws {
    let mounted = try mount()
    mounted.scenario(
      """
      mkdir $M/sample
      cp $SVC/000.pprof $M/sample/my-api-1728725400250.pprof
      cp $SVC/000.pprof $M/sample/api-17287254.pprof
      cp $SVC/000.pprof $M/sample/api-1728725400250.prof
      is "sample/2024-10-12/09-30-00.250Z_my-api.pprof
      sample/2026-11-22/15-20-42.539Z_api-17287254.pprof
      sample/2026-11-22/15-20-42.539Z_api-1728725400250.pprof" "$(stored)"
      """)
  }

  @Test func `into a day, the time must be of that day`() throws {
    let mounted = try mount()
    mounted.scenario(
      """
      mkdir -p $M/sample/2026-11-22 $M/sample/2026-11-21
      cp $SVC/000.pprof $M/sample/2026-11-22/cpu.prof
      refuses EINVAL cp $SVC/001.pprof $M/sample/2026-11-21/cpu.prof
      refuses EINVAL cp $SVC/001.pprof $M/sample/2026-11-22/api-1728725400250.pprof
      is sample/2026-11-22/15-20-42.539Z_cpu.pprof "$(stored)"
      grep -F 'sample/2026-11-21/cpu.prof: ' $M/.pgofs/events.log | grep -qF 2026-11-22T15:20:44 ||
        grep -F 'sample/2026-11-21/cpu.prof: ' $M/.pgofs/events.log | grep -qF '2026-11-22 15:20:44'
      """)
  }

  @Test(arguments: [
    ("0", "no time"), ("1262303999000000000", "before 2010"),
    ("1795478400000000000", "a day ahead"),
    ("-1", "before 2010"),
  ])
  func `no time, one before 2010 or a day ahead: the time of arrival, and an event`(
    nanoseconds: String, reason: String
  ) throws {
    let mounted = try mount()
    mounted.scenario(
      """
      mkdir $M/sample
      \(try GoTools.command()) retime $SVC/000.pprof \(nanoseconds) $W/cpu.prof
      cp $W/cpu.prof $M/sample/
      is sample/2026-11-22/12-00-00Z_cpu.pprof "$(stored)"
      grep -F 'sample/cpu.prof: ' $M/.pgofs/events.log | grep -F '\(reason)' | grep -q arrival
      """)
  }

  @Test func `equal bytes at the same time and source are one capture, other bytes get a number`()
    throws
  {
    let mounted = try mount()
    mounted.scenario(
      """
      mkdir $M/sample $W/a $W/b
      zcat $SVC/000.pprof | gzip -1 > $W/a/cpu.prof
      zcat $SVC/000.pprof > $W/b/cpu.prof
      cp $SVC/000.pprof $M/sample/cpu.prof
      cp $SVC/000.pprof $M/sample/cpu.prof
      cp $SVC/000.pprof $M/sample/cpu.pprof
      is 1 "$(stored | wc -l)"
      cp $W/a/cpu.prof $M/sample/
      cp $W/a/cpu.prof $M/sample/
      cp $W/b/cpu.prof $M/sample/
      is "sample/2026-11-22/15-20-42.539Z_cpu-2.pprof
      sample/2026-11-22/15-20-42.539Z_cpu-3.pprof
      sample/2026-11-22/15-20-42.539Z_cpu.pprof" "$(stored)"
      same $SVC/000.pprof $(kept sample/2026-11-22/15-20-42.539Z_cpu.pprof)
      same $W/a/cpu.prof $(kept sample/2026-11-22/15-20-42.539Z_cpu-2.pprof)
      same $W/b/cpu.prof $(kept sample/2026-11-22/15-20-42.539Z_cpu-3.pprof)
      """)
  }

  @Test func `the dropped name resolves to the capture for a minute, and is never listed`() throws {
    let mounted = try mount()
    mounted.scenario(
      """
      mkdir $M/sample
      cp $SVC/000.pprof $M/sample/cpu.prof
      same $SVC/000.pprof $M/sample/cpu.prof
      is '2026-11-22 merged' "$(names $M/sample)"
      is 15-20-42.539Z_cpu.pprof "$(names $M/sample/2026-11-22)"
      refuses EPERM bash -c "echo >> $M/sample/cpu.prof"
      chmod 600 $M/sample/cpu.prof
      """)
    mounted.clock.advance(by: .seconds(59))
    mounted.scenario("same $SVC/000.pprof $M/sample/cpu.prof")
    mounted.clock.advance(by: .seconds(1))
    mounted.scenario(
      """
      refuses ENOENT stat $M/sample/cpu.prof
      same $SVC/000.pprof $M/sample/2026-11-22/15-20-42.539Z_cpu.pprof
      """)
  }

  @Test func `unlink and rename through a dropped name act on the capture`() throws {
    let mounted = try mount()
    mounted.scenario(
      """
      mkdir $M/sample
      cp $SVC/000.pprof $M/sample/cpu.prof
      rm $M/sample/cpu.prof
      is '' "$(stored)"
      refuses ENOENT stat $M/sample/cpu.prof
      cp $SVC/000.pprof $M/sample/cpu.prof
      mv $M/sample/cpu.prof $M/sample/2026-11-22/10-00-00Z_mine.pprof
      is sample/2026-11-22/10-00-00Z_mine.pprof "$(stored)"
      refuses ENOENT stat $M/sample/cpu.prof
      cp $SVC/000.pprof $M/sample/cpu.prof.tmp
      mv $M/sample/cpu.prof.tmp $M/sample/cpu.prof
      is "sample/2026-11-22/10-00-00Z_mine.pprof
      sample/2026-11-22/15-20-42.539Z_cpu.pprof" "$(stored)"
      """)
  }

  @Test func `a drop that is renamed resolves for a minute too`() throws {
    let mounted = try mount()
    mounted.scenario(
      """
      mkdir $M/sample
      for n in 0 1 2; do
        cp $SVC/00$n.pprof $M/sample/.new
        mv $M/sample/.new $M/sample/latest.pprof
        same $SVC/00$n.pprof $M/sample/latest.pprof
      done
      is 3 "$(stored | wc -l)"
      cp $SVC/003.pprof $M/sample/x.tmp
      mv $M/sample/x.tmp $M/sample/latest.pprof
      same $SVC/003.pprof $M/sample/latest.pprof
      is 4 "$(stored | grep -c '_latest.pprof$')"
      """)
  }

  @Test func `a capture's own name gives a drop its source`() throws {
    let mounted = try mount()
    mounted.scenario(
      """
      mkdir $M/sample
      cp $SVC/000.pprof $M/sample/09-30-00Z_pod-1.pprof
      cp $SVC/001.pprof $M/sample/09-30-00.250Z.pprof
      is "sample/2026-11-22/15-20-42.539Z_pod-1.pprof
      sample/2026-11-22/15-20-44.543Z.pprof" "$(stored)"
      """)
  }

  @Test func `a drop's time may be of a day that isn't there yet`() throws {
    let mounted = try mount()
    mounted.scenario(
      """
      mkdir $M/sample
      is '' "$(names $M/sample)"
      cp $SVC/*.pprof $M/sample/
      is 96 "$(ls $M/sample/2026-11-22 | wc -l)"
      is 96 "$(stored | wc -l)"
      for file in $SVC/*.pprof; do
        same $file $M/sample/${file##*/}
      done
      """)
  }
}
