import Glibc
import TestSupport
import Testing

@testable import ProfileTree

/// What is remembered of processes is what /proc would say.
@Suite struct KnownProcessesTests {
  @Test func `a process that is remembered has the same status`() throws {
    let known = KnownProcesses(capacity: 10)
    let first = try #require(known.status(of: getpid(), withParent: true))
    #expect(first.parent == getppid())
    #expect(known.count == 1)
    let second = try #require(known.status(of: getpid(), withParent: false))
    #expect((second.parent, second.started) == (first.parent, first.started))
  }

  @Test func `a process that ended is no longer there`() throws {
    let known = KnownProcesses(capacity: 10)
    let shell = Shell("sleep 60")
    let process = shell.process
    #expect(known.status(of: process, withParent: true)?.parent == getpid())
    kill(-process, SIGKILL)
    _ = shell.wait()
    #expect(known.status(of: process, withParent: false) == nil)
    #expect(known.count == 0)
  }

  @Test func `a process whose parent ended has another`() throws {
    let shell = Shell("bash -c 'sleep 60 & echo $$ $!; wait'; sleep 60")
    defer {
      kill(-shell.process, SIGKILL)
      _ = shell.wait()
    }
    #expect(waitUntil { shell.outputSoFar.hasSuffix("\n") })
    let ids = shell.outputSoFar.split(whereSeparator: \.isWhitespace).compactMap { pid_t($0) }
    try #require(ids.count == 2)
    let (parent, child) = (ids[0], ids[1])
    let table = SystemProcessTable()
    func lineage() -> [pid_t]? { table.lineage(ofThread: child, depth: 64)?.map(\.id) }
    #expect(lineage()?.prefix(2) == [child, parent])
    #expect(lineage()?.prefix(2) == [child, parent])
    kill(parent, SIGKILL)
    #expect(waitUntil { lineage()?.contains(parent) == false })
    #expect(lineage()?.first == child)
    kill(child, SIGKILL)
    #expect(waitUntil { lineage() == nil })
  }

  @Test func `no more are remembered than there is room for`() throws {
    let known = KnownProcesses(capacity: 2)
    let lineage = try #require(SystemProcessTable().lineage(ofThread: getpid(), depth: 64))
    try #require(lineage.count > 3)
    for process in lineage { _ = known.status(of: process.id, withParent: true) }
    #expect((1...2).contains(known.count))
    for process in lineage {
      #expect(known.status(of: process.id, withParent: true)?.started == process.started)
    }
  }
}
