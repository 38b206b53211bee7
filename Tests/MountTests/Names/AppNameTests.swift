import TestSupport
import Testing

/// Apps: directory paths of 1 to 8 components.
@Suite(.everyStore) struct AppNameTests {
  @Test func `mkdir makes an app`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      mkdir $M/sample
      is sample "$(names $M)"
      [ -d $(kept sample) ]
      is '' "$(names $M/sample)"
      """)
  }

  @Test func `apps nest 8 deep and no deeper`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      mkdir -p $M/a/b/c/d/e/f/g/h
      refuses EINVAL mkdir $M/a/b/c/d/e/f/g/h/i
      cp $SVC/000.pprof $M/a/b/c/d/e/f/g/h/x-1728725400000.pprof
      is a/b/c/d/e/f/g/h/2024-10-12/09-30-00Z_x.pprof "$(stored)"
      """)
  }

  @Test func `a component is letters, digits, dot, underscore and hyphen, up to 128`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      long=$(printf 'a%.0s' {1..128})
      for name in a 0 A.b_c-d v1.2 2024 2024-10 merged2 $long; do
        mkdir $M/$name
        mkdir $M/a/$name
      done
      for name in -a _a 'a b' a+b ä a$'\\n' ${long}a; do
        refuses EINVAL mkdir -- "$M/$name"
        refuses EINVAL mkdir -- "$M/a/$name"
      done
      """)
  }

  @Test func `no component is a date, merged or pinned`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      for name in 2024-10-12 2024-13-41 merged pinned; do
        refuses EINVAL mkdir $M/$name
      done
      mkdir $M/sample
      refuses EEXIST mkdir $M/sample/merged
      refuses EINVAL mkdir $M/sample/2024-13-41
      mkdir $M/sample/pinned $M/sample/2024-10-12
      refuses EPERM mkdir $M/sample/2024-10-12/canary
      refuses EPERM mkdir $M/sample/pinned/canary
      refuses EPERM mkdir $M/sample/merged/canary
      """)
  }

  @Test func `a directory holds days and further apps at once`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      mkdir -p $M/prod/api $M/prod/2024-10-12 $M/prod/api/2024-10-12
      cp $SVC/000.pprof $M/prod/2024-10-12/09-30-00Z.pprof
      cp $SVC/001.pprof $M/prod/api/2024-10-12/09-30-00Z.pprof
      is '2024-10-12 api merged' "$(names $M/prod)"
      is '2024-10-12 merged' "$(names $M/prod/api)"
      """)
  }

  @Test func `a name longer than 255 bytes is ENAMETOOLONG`() throws {
    let mounted = try Mounted()
    mounted.scenario(
      """
      long=$(printf 'a%.0s' {1..256})
      mkdir -p $M/sample/2024-10-12
      refuses ENAMETOOLONG mkdir $M/$long
      refuses ENAMETOOLONG ls $M/sample/$long
      refuses ENAMETOOLONG cp $SVC/000.pprof $M/sample/2024-10-12/$long
      refuses ENAMETOOLONG mv $M/sample $M/$long
      refuses ENAMETOOLONG cat $M/sample/merged/$long.pprof
      """)
  }
}
