import Glibc
import Testing

@testable import ProfileTree

@Suite struct ProcessTableTests {
  @Test func `a process's lineage begins with itself, however far it is asked`() throws {
    let table = SystemProcessTable()
    let whole = try #require(table.lineage(ofThread: getpid(), depth: 64))
    #expect(whole.first?.id == getpid())
    #expect(whole.count > 1)
    #expect(table.lineage(ofThread: getpid(), depth: 1) == [whole[0]])
    #expect(table.lineage(ofThread: 0, depth: 64) == nil)
  }

  @Test func `the ids alone are those of the lineage`() throws {
    let table = SystemProcessTable()
    let lineage = try #require(table.lineage(ofThread: getpid(), depth: 64))
    #expect(table.ids(ofThread: getpid(), depth: 64) == lineage.map(\.id))
    #expect(table.ids(ofThread: getpid(), depth: 1) == [getpid()])
    #expect(table.ids(ofThread: 0, depth: 64) == nil)
  }
}
