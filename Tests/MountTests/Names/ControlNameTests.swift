import TestSupport
import Testing

/// `.pgofs/` and the root.
@Suite(.everyStore) struct ControlNameTests {
  @Test func `.pgofs is read-only and not listed`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      is '' "$(names $M)"
      is 'events.log status.json' "$(names $M/.pgofs | sed 's/metrics //')"
      refuses EPERM cp $SVC/000.pprof $M/.pgofs/x.pprof
      refuses EPERM rm $M/.pgofs/events.log
      refuses EPERM mkdir $M/.pgofs/x
      refuses EPERM rmdir $M/.pgofs
      refuses EEXIST mkdir $M/.pgofs
      refuses EPERM bash -c "echo x >> $M/.pgofs/events.log"
      python3 -c 'import json, sys; json.load(open(sys.argv[1]))' $M/.pgofs/status.json
      """)
  }

  @Test func `nothing but apps is made in the root`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      for name in x.pprof cpu.prof .scratch 09-30-00Z.pprof; do
        refuses EPERM cp $SVC/000.pprof $M/$name
      done
      is '' "$(stored)"
      """)
  }
}
