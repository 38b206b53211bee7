import TestSupport
import Testing

/// rmdir.
@Suite(.everyStore) struct RemoveDirectoryTests {
  @Test func `a directory with a stored file in it is ENOTEMPTY`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      mkdir -p $M/sample/2024-10-12 $M/sample/pinned $M/sample/canary
      cp $SVC/000.pprof $M/sample/2024-10-12/09-30-00Z.pprof
      cp $SVC/000.pprof $M/sample/pinned/v1.pgo
      for directory in sample sample/2024-10-12 sample/pinned; do
        refuses ENOTEMPTY rmdir $M/$directory
      done
      rmdir $M/sample/canary
      """)
  }

  @Test func `a directory with nothing but merged in it goes`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      mkdir -p $M/sample/2024-10-12 $M/sample/pinned
      cp $SVC/000.pprof $M/sample/2024-10-12/09-30-00Z.pprof
      cat $M/sample/merged/all.pgo > $W/x
      rm $M/sample/2024-10-12/09-30-00Z.pprof
      rmdir $M/sample/2024-10-12 $M/sample/pinned $M/sample
      is '' "$(ls $(kept))"
      """)
  }

  @Test func `a day that was emptied stays until rmdir`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      mkdir -p $M/sample/2024-10-12
      cp $SVC/000.pprof $M/sample/2024-10-12/09-30-00Z.pprof
      rm $M/sample/2024-10-12/09-30-00Z.pprof
      is 2024-10-12 "$(names $M/sample)"
      rmdir $M/sample/2024-10-12
      is '' "$(names $M/sample)"
      """)
  }

  @Test func `a directory with a scratch file in it is ENOTEMPTY`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      mkdir -p $M/sample/2024-10-12
      echo x > $M/sample/2024-10-12/.notes
      refuses ENOTEMPTY rmdir $M/sample/2024-10-12
      rm $M/sample/2024-10-12/.notes
      rmdir $M/sample/2024-10-12
      """)
  }

  @Test func `a file in the store that isn't ours keeps its directory`() throws {
    let mounted = try Mounted(options: ["refresh=0"])
    mounted.scenario(
      """
      mkdir -p $M/sample/2024-10-12
      echo keep | put_behind - sample/2024-10-12/notes.txt
      is '' "$(names $M/sample/2024-10-12)"
      refuses ENOTEMPTY rmdir $M/sample/2024-10-12
      refuses ENOTEMPTY rm -r $M/sample
      is sample/2024-10-12/notes.txt "$(stored)"
      """)
  }

  @Test func `rmdir of a file is ENOTDIR, and unlink of a directory EISDIR`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      mkdir -p $M/sample/2024-10-12
      cp $SVC/000.pprof $M/sample/2024-10-12/09-30-00Z.pprof
      refuses ENOTDIR rmdir $M/sample/2024-10-12/09-30-00Z.pprof
      refuses EISDIR python3 -c "import os; os.unlink('$M/sample/2024-10-12')"
      refuses EISDIR python3 -c "import os; os.unlink('$M/sample/merged')"
      """)
  }
}
