import TestSupport
import Testing

/// What `ls merged` shows.
@Suite(.everyStore) struct MergedListingTests {
  @Test func `merged lists README, last24h and last7d where the app has captures in them`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      list() { mkdir -p $M/$1/$2; cp $SVC/000.pprof $M/$1/$2/09-30-00Z.pprof; names $M/$1/merged; }
      is 'README' "$(list old 2024-09-01)"
      is 'README last7d.pgo last7d.pprof' "$(list week 2024-10-08)"
      is 'README last24h.pgo last24h.pprof last7d.pgo last7d.pprof' \\
        "$(list today 2024-10-12; rm -r $M/today)"
      is 'README last24h.pgo last24h.pprof last7d.pgo last7d.pprof' \\
        "$(list both 2024-10-12 > $W/x; list both 2024-10-08)"
      """)
  }

  @Test func `merged is listed where there are captures at or below the app`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      mkdir -p $M/prod/api $M/idle
      cp $SVC/000.pprof $M/prod/api/x-1728725400000.pprof
      is 'api merged' "$(names $M/prod)"
      is README "$(names $M/prod/merged)"
      is '' "$(names $M/idle)"
      ls $M/idle/merged
      """)
  }
}
