import TestSupport
import Testing

@Suite struct ExecTests {
  @Test func `a program that becomes another one while it writes stores what it wrote`() throws {
    // execve(2) closes the file, and nobody can look at the process before that has an answer.
    let mounted = try Mounted.seeded()
    mounted.scenario(
      """
      cat $M/sample/merged/all.txt > /dev/null
      for i in 10 11 12; do
        python3 -c '
      import os, sys
      file = os.open(sys.argv[2], os.O_WRONLY | os.O_CREAT | os.O_EXCL)
      os.write(file, open(sys.argv[1], "rb").read())
      os.execvp("true", ["true"])
      ' $SVC/0$i.pprof $M/sample/2024-10-12/10-$i-00Z.pprof
        cmp $SVC/0$i.pprof $M/sample/2024-10-12/10-$i-00Z.pprof
      done
      grep '^captures  6 ' $M/sample/merged/all.txt
      """)
  }
}
