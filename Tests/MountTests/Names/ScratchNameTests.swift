import TestSupport
import Testing

/// Scratch files: names that start with a dot.
@Suite(.everyStore) struct ScratchNameTests {
  @Test func `a scratch file is readable, seekable, truncatable and mappable`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      mkdir -p $M/sample/2024-10-12
      cd $M/sample/2024-10-12
      echo 'any text at all' > .notes
      is 'any text at all' "$(cat .notes)"
      echo more >> .notes
      is 21 "$(stat -c %s .notes)"
      printf XY | dd of=.notes bs=1 seek=4 conv=notrunc status=none
      is 'any XYxt at all more' "$(tr '\\n' ' ' < .notes | sed 's/ $//')"
      truncate -s 3 .notes
      is any "$(cat .notes)"
      truncate -s 1000000 .notes
      is 1000000 "$(stat -c %s .notes)"
      python3 - <<'PY'
      import mmap, os
      with open('.notes', 'r+b') as file:
          view = mmap.mmap(file.fileno(), 0)
          view[500000:500005] = b'hello'
          view.flush()
          view.close()
      PY
      is hello "$(dd if=.notes bs=1 skip=500000 count=5 status=none)"
      is '' "$(stored)"
      """)
  }

  @Test func `a scratch file is never stored, merged or counted`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      mkdir -p $M/sample/2024-10-12 $M/sample/pinned
      for directory in sample sample/2024-10-12 sample/pinned; do
        cp $SVC/000.pprof $M/$directory/.x.pprof
        sync $M/$directory/.x.pprof
        is .x.pprof "$(ls -A $M/$directory | grep '^\\.')"
      done
      is '' "$(stored)"
      refuses ENOENT cat $M/sample/merged/all.pprof
      """)
  }

  @Test func `a scratch file is gone on unmount`() throws {
    let mounted = try Mounted()
    mounted.scenario("mkdir $M/sample; cp $SVC/000.pprof $M/sample/.x")
    mounted.unmount()
    mounted.scenario("is '' \"$(stored)\"; is '' \"$(find $W/.. -name '.x')\"")
  }

  @Test func `renaming a scratch file to another name is a commit`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      mkdir -p $M/sample/2024-10-12 $M/sample/pinned
      for name in 2024-10-12/09-30-00Z.pprof pinned/v1.pgo x-1728725400000.pprof; do
        cp $SVC/000.pprof $M/sample/.new
        mv $M/sample/.new $M/sample/$name
        same $SVC/000.pprof $M/sample/$name
        [ ! -e $M/sample/.new ]
      done
      is 3 "$(stored | wc -l)"
      """)
  }

  @Test func `renaming a scratch file that is no profile fails, and it stays`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      mkdir -p $M/sample/2024-10-12
      cd $M/sample
      echo text > .text
      refuses EINVAL rename .text 2024-10-12/09-30-00Z.pprof
      head -c 5000 $SVC/000.pprof > .torn
      refuses EBADMSG rename .torn 2024-10-12/09-30-00Z.pprof
      : > .empty
      refuses EINVAL rename .empty 2024-10-12/09-30-00Z.pprof
      is '.empty .text .torn 2024-10-12' "$(names .)"
      is text "$(cat .text)"
      is '' "$(stored)"
      """)
  }

  @Test func `scratch files are renamed, replaced and removed like any other`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      mkdir -p $M/sample/2024-10-12 $M/other
      cd $M/sample
      echo a > .a; echo b > .b
      exec 3< .b
      mv .a .b
      is a "$(cat .b)"
      is b "$(cat <&3)"
      mv .b ../other/.c
      is a "$(cat ../other/.c)"
      is '2024-10-12' "$(names .)"
      rm ../other/.c
      is '' "$(names ../other)"
      """)
  }

  @Test func `rsync's temporary files are scratch files`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      mkdir -p $M/sample/2024-10-12
      rsync -t $SVC/000.pprof $M/sample/2024-10-12/09-30-00Z.pprof
      same $SVC/000.pprof $(kept sample/2024-10-12/09-30-00Z.pprof)
      is 09-30-00Z.pprof "$(names $M/sample/2024-10-12)"
      """)
  }
}
