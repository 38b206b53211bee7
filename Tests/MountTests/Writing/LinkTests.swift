import TestSupport
import Testing

/// link, symlink and mknod.
@Suite(.everyStore) struct LinkTests {
  @Test func `link, symlink and mknod are EPERM`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      mkdir -p $M/sample/2024-10-12 $M/sample/pinned
      cp $SVC/000.pprof $M/sample/2024-10-12/09-30-00Z.pprof
      echo x > $M/sample/.scratch
      for directory in $M $M/sample $M/sample/2024-10-12 $M/sample/pinned $M/sample/merged $M/.pgofs; do
        for name in x .x; do
          refuses EPERM ln $M/sample/2024-10-12/09-30-00Z.pprof $directory/$name
          refuses EPERM ln $M/sample/.scratch $directory/$name
          refuses EPERM ln -s target $directory/$name
          refuses EPERM mknod $directory/$name p
          refuses EPERM mknod $directory/$name c 1 3
          refuses EPERM python3 -c "import os; os.mknod('$directory/$name', 0o100644)"
          refuses EPERM python3 -c "import socket; socket.socket(socket.AF_UNIX).bind('$directory/$name')"
        done
      done
      is sample/2024-10-12/09-30-00Z.pprof "$(stored)"
      """)
  }
}
