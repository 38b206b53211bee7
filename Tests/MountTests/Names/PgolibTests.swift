import TestSupport
import Testing

/// A Go service that uses pgolib, its directory set to an app of the mount.
@Suite(.everyStore) struct PgolibTests {
  @Test func `what pgolib writes is stored under the time in its name`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      mkdir $M/sample
      \(try GoTools.command()) pgolib $M/sample api 1728725400250 $SVC/000.pprof
      is 'sample/2024-10-12/09-30-00.250Z_api.pprof' "$(stored)"
      same $SVC/000.pprof $(kept sample/2024-10-12/09-30-00.250Z_api.pprof)
      same $SVC/000.pprof $M/sample/2024-10-12/09-30-00.250Z_api.pprof
      """)
  }
}
