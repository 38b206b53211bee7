import Pprof
import Testing

@Suite struct FingerprintTests {
  private func fingerprint(_ parts: [[UInt8]]) -> Fingerprint {
    var result = Fingerprint()
    for part in parts { result.update(part) }
    return result
  }

  /// Cache keys and provenance outlive the process: a change of this is a change of format.
  @Test func isTheSameEverywhere() {
    #expect(fingerprint([]).description == "6d68479569a1056e244b8acc50d0b3d2")
    #expect(fingerprint([Array("pgofs".utf8)]).description == "ef58f50d7cc880bbe08e8ee8e86eb5fa")
  }

  @Test func doesNotDependOnHowBytesAreDivided() {
    var random = SeededGenerator("places to divide")
    let bytes = (0..<100).map { _ in UInt8.random(in: 0...255, using: &random) }
    let whole = fingerprint([bytes])
    for first in 0...bytes.count {
      let second = Int.random(in: first...bytes.count, using: &random)
      let parts = [bytes[..<first], bytes[first..<second], bytes[second...]].map(Array.init)
      #expect(fingerprint(parts) == whole)
    }
    var slices = Fingerprint()
    slices.update(bytes.lazy.map { $0 })
    #expect(slices == whole)
  }

  @Test func aNumberIsItsEightBytesWhereverItStands() {
    for length in 0...16 {
      let before = [UInt8](repeating: 0xa5, count: length)
      var number = fingerprint([before])
      number.update(0x0807_0605_0403_0201 as UInt64)
      #expect(number == fingerprint([before, [1, 2, 3, 4], [5, 6, 7], [8]]), "after \(length)")
      number.update(UInt64.max)
      let after = before + [1, 2, 3, 4, 5, 6, 7, 8] + [UInt8](repeating: 0xff, count: 8)
      #expect(number == fingerprint(after.map { [$0] }), "after \(length)")
    }
  }

  @Test func lengthsAndZerosCount() {
    let prints = (0..<200).map { fingerprint([[UInt8](repeating: 0, count: $0)]) }
    #expect(Set(prints).count == prints.count)
  }

  /// Each bit of the input changes about half of the bits.
  @Test func everyBitMatters() {
    let bytes = Array("sample/2024-10-12/09-30-00Z.pprof".utf8)
    let whole = fingerprint([bytes]).description
    for bit in 0..<(bytes.count * 8) {
      var changed = bytes
      changed[bit / 8] ^= 1 << UInt8(bit % 8)
      let other = fingerprint([changed]).description
      let distance = zip(whole, other).reduce(0) { sum, digits in
        sum + (digits.0.hexDigitValue! ^ digits.1.hexDigitValue!).nonzeroBitCount
      }
      #expect((30...98).contains(distance), "bit \(bit): \(distance) bits")
    }
  }
}
