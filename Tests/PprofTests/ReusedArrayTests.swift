import Testing

@testable import Pprof

/// What holds one capture after another takes memory for the first, and for others of about its size
/// none.
@Suite struct ReusedArrayTests {
  private func place(_ array: [UInt8]) -> UnsafeRawPointer? {
    array.withUnsafeBytes { $0.baseAddress }
  }

  @Test(arguments: [1, 100, 5000, 1 << 20]) func anEighthMoreTakesNoMemory(count: Int) {
    var array = [UInt8]()
    array.makeRoom(for: count)
    let first = place(array)
    for size in [count, count - count / 3, count + count / 8] {
      array.removeAll(keepingCapacity: true)
      array.makeRoom(for: size)
      array.append(contentsOf: repeatElement(7, count: size))
      #expect(place(array) == first)
      #expect(array.count == size)
    }
  }

  @Test func farMoreHasItsRoom() {
    var array = [UInt8]()
    array.makeRoom(for: 100)
    array.makeRoom(for: 100_000)
    #expect(array.capacity >= 112_500)
  }
}
