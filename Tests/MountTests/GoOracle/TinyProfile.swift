/// A CPU profile written by hand: one sample per call edge, or of one lonely frame.
struct TinyProfile {
  private var strings = ["", "samples", "count"]
  private var functions: [String] = []
  private var bytes: [UInt8] = []

  /// A profile of calls, each as often as its weight says.
  init(calls: [(caller: String, callee: String, weight: Int64)]) {
    for call in calls { addSample([call.callee, call.caller], call.weight) }
  }

  /// A profile without a call edge: a process that did nothing but start.
  init(lonely function: String) { addSample([function], 1) }

  /// The profile, for printf(1).
  var escaped: String {
    // Go's tools invent a mapping for a profile without one.
    let mapping: [UInt8] = [0x08, 1, 0x10, 0x40, 0x18, 0x60, 0x38, 1]
    var whole = TinyProfile.message(1, [0x08, 1, 0x10, 2]) + bytes
    whole += TinyProfile.message(3, mapping)
    for (index, name) in functions.enumerated() {
      let id = UInt8(index + 1)
      let line = TinyProfile.message(4, [0x08, id, 0x10, 12])
      whole += TinyProfile.message(4, [0x08, id, 0x10, 1, 0x18, 0x40 + id] + line)
      whole += TinyProfile.message(5, [0x08, id, 0x10, UInt8(strings.count + index), 0x28, 10])
      precondition(name.utf8.count < 100)
    }
    for text in strings + functions { whole += TinyProfile.message(6, Array(text.utf8)) }
    return whole.map { "\\x" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  // Innermost first. A function is its location.
  private mutating func addSample(_ stack: [String], _ weight: Int64) {
    var sample: [UInt8] = []
    for function in stack {
      if !functions.contains(function) { functions.append(function) }
      sample += [0x08, UInt8(functions.firstIndex(of: function)! + 1)]
    }
    bytes += TinyProfile.message(
      2, sample + [0x10] + TinyProfile.varint(UInt64(bitPattern: weight)))
  }

  private static func message(_ field: UInt8, _ content: [UInt8]) -> [UInt8] {
    [field << 3 | 2] + varint(UInt64(content.count)) + content
  }

  private static func varint(_ number: UInt64) -> [UInt8] {
    var (bytes, rest): ([UInt8], UInt64) = ([], number)
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }
}
