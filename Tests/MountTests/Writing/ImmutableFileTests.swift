import TestSupport
import Testing

/// Stored captures and pinned files are immutable.
@Suite(.everyStore) struct ImmutableFileTests {
  // A capture and a pinned file, $one and $two.
  private static let files = """
    mkdir -p $M/sample/2024-10-12 $M/sample/pinned
    one=sample/2024-10-12/09-30-00Z.pprof
    two=sample/pinned/v1.pgo
    cp $SVC/000.pprof $M/$one
    cp $SVC/000.pprof $M/$two

    """

  @Test func `opening one for writing is EPERM`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      Self.files + """
        for file in $one $two; do
          refuses EPERM cp $SVC/001.pprof $M/$file
          refuses EPERM dd if=$SVC/001.pprof of=$M/$file
          refuses EPERM dd if=$SVC/001.pprof of=$M/$file conv=notrunc
          refuses EPERM bash -c ": > $M/$file"
          refuses EPERM bash -c ": >> $M/$file"
          refuses EPERM bash -c ": <> $M/$file"
          refuses EPERM truncate -s 0 $M/$file
          refuses EPERM truncate -s 100 $M/$file
          refuses EPERM python3 -c "import os; os.truncate('$M/$file', 0)"
          refuses EPERM tee $M/$file
          refuses 'operation not permitted' \(try GoTools.command()) writefile $M/$file $SVC/001.pprof
          same $SVC/000.pprof $M/$file
          same $SVC/000.pprof $(kept $file)
        done
        """)
  }

  @Test func `cp -f replaces it`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      Self.files + """
        for file in $one $two; do
          cp -f $SVC/001.pprof $M/$file
          same $SVC/001.pprof $M/$file
          same $SVC/001.pprof $(kept $file)
        done
        """)
  }

  @Test func `rm and a new file replace it`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      Self.files + """
        for file in $one $two; do
          rm $M/$file
          [ ! -e $(kept $file) ]
          cp $SVC/001.pprof $M/$file
          same $SVC/001.pprof $M/$file
          same $SVC/001.pprof $(kept $file)
        done
        """)
  }

  @Test func `a rename over it replaces it`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      Self.files + """
        for file in $one $two; do
          cp $SVC/001.pprof $M/${file%/*}/.new
          mv $M/${file%/*}/.new $M/$file
          same $SVC/001.pprof $M/$file
          same $SVC/001.pprof $(kept $file)
        done
        """)
  }

  @Test func `readers of the old one keep it`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      Self.files + """
        for file in $one $two; do
          for replace in 'cp -f $SVC/001.pprof $M/$file' 'rsync -I $SVC/002.pprof $M/$file' 'rm $M/$file'; do
            cp $M/$file $W/before
            exec 3< $M/$file
            eval "$replace"
            cmp - $W/before <&3
            exec 3<&-
          done
        done
        """)
  }

  @Test func `a replaced file is another inode`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      Self.files + """
        for file in $one $two; do
          before=$(stat -c %i $M/$file)
          cp -f $SVC/001.pprof $M/$file
          [ $before != $(stat -c %i $M/$file) ]
        done
        """)
  }

  @Test(.only(.local, because: "an object is what its bytes are"))
  func `also when the bytes are the same`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      Self.files + """
        for file in $one $two; do
          before=$(stat -c %i $M/$file)
          cp -f $SVC/000.pprof $M/$file
          [ $before != $(stat -c %i $M/$file) ]
        done
        """)
  }
}
