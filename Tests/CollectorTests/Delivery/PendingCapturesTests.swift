import ProfileStore
import Testing

@testable import Collector

@Suite struct PendingCapturesTests {
  private func entry(_ second: Int64, spooled: Bool = false) -> PendingCaptures.Entry {
    let bytes = [UInt8](repeating: 0, count: 100)
    return PendingCaptures.Entry(
      app: AppPath("a")!, name: CaptureName(time: Timestamp(milliseconds: second * 1000)),
      size: 100, bytes: bytes, isSpooled: spooled)
  }

  @Test func `captures are written in the order in which they came`() {
    var pending = PendingCaptures(limit: 1000)
    for second in [3, 1, 2] as [Int64] { #expect(pending.append(entry(second)).isEmpty) }
    let order = (0..<3).map { _ in pending.popFirst()?.name.time.milliseconds }
    #expect(order == [3000, 1000, 2000])
    #expect(pending.popFirst() == nil)
    #expect(pending.bytesInMemory == 0)
  }

  @Test func `over the bound the oldest are lost`() {
    var pending = PendingCaptures(limit: 250)
    var lost = [Int64]()
    for second in 0..<5 as Range<Int64> {
      lost += pending.append(entry(second)).map(\.name.time.milliseconds)
      #expect(pending.bytesInMemory <= 250)
    }
    #expect(lost == [0, 1000, 2000])
    #expect(pending.count == 2)
  }

  @Test func `one capture always fits, however large`() {
    var pending = PendingCaptures(limit: 50)
    #expect(pending.append(entry(0)).isEmpty)
    #expect(pending.append(entry(1)).map(\.name.time.milliseconds) == [0])
    #expect(pending.popFirst()?.bytes?.count == 100)
  }

  @Test func `what is in the spool is never lost, and its bytes need no memory`() {
    var pending = PendingCaptures(limit: 250)
    for second in 0..<5 as Range<Int64> {
      #expect(pending.append(entry(second, spooled: true)).isEmpty)
    }
    #expect(pending.count == 5)
    #expect(pending.spooledCount == 5)
    #expect(pending.bytesInMemory == 200)
    // The oldest are written next.
    #expect(pending.popFirst()?.bytes != nil)
  }
}
