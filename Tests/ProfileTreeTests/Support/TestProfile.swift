import ProfileStore

@testable import Pprof

/// A small profile, written field by field (proto/profile.proto).
struct TestProfile {
  /// Samples with two frames.
  struct Call {
    var caller = "main.main"
    var callee: String
    var weight: Int64 = 1
  }

  var calls: [Call]
  var time: Timestamp?
  var types = [("samples", "count"), ("cpu", "nanoseconds")]

  /// The calls of `main.main` to functions of these names.
  init(calling callees: [String], at time: Timestamp? = nil) {
    calls = callees.map { Call(callee: $0) }
    self.time = time
  }

  /// A profile of the heap.
  static var heap: TestProfile {
    var profile = TestProfile(calling: ["main.f"])
    profile.types = [("inuse_objects", "count"), ("inuse_space", "bytes")]
    return profile
  }

  /// A CPU profile with samples that hold one frame each, so that there is no call in it.
  static func idle(_ name: String = "runtime.futex") -> TestProfile {
    var profile = TestProfile(calling: [])
    profile.calls = [Call(caller: "", callee: name)]
    return profile
  }

  /// The file, compressed as Go writes it.
  var gzipped: [UInt8] { Gzip.deflate(message) }

  /// The file, not compressed.
  var message: [UInt8] {
    var strings = Numbering()
    var functions = Numbering()
    var message: [UInt8] = []
    for (type, unit) in types {
      message += field(1, number(1, strings[type]) + number(2, strings[unit]))
    }
    for call in calls {
      let frames = [call.callee, call.caller].filter { !$0.isEmpty }.map { functions[$0] }
      var values: [UInt8] = []
      for index in types.indices {
        values += varint(UInt64(bitPattern: call.weight * (index == 0 ? 1 : 10_000_000)))
      }
      message += field(2, field(1, frames.flatMap { varint($0) }) + field(2, values))
    }
    for (name, id) in functions.all {
      message += field(4, number(1, id) + field(4, number(1, id) + number(2, 10)))
      message += field(5, number(1, id) + number(2, strings[name]) + number(5, 1))
    }
    if let time { message += number(9, UInt64(time.milliseconds) * 1_000_000) }
    message += number(10, 30_000_000_000)
    message += field(11, number(1, strings["cpu"]) + number(2, strings["nanoseconds"]))
    message += number(12, 10_000_000)
    for string in [""] + strings.all.map(\.name) { message += field(6, Array(string.utf8)) }
    return message
  }
}

/// A capture that tells itself from others by the function that it calls.
func capture(_ callee: String, at time: String? = nil) -> [UInt8] {
  TestProfile(calling: [callee], at: time.map(utc)).gzipped
}

/// The names of the functions of a profile, sorted, without `main.main`.
func callees(_ bytes: [UInt8]) throws -> [String] {
  let profile = try Profile(parsing: bytes, maxInflated: 1 << 30)
  let names = profile.functions.map { String(decoding: profile.string($0.name), as: UTF8.self) }
  return Set(names).subtracting(["main.main"]).sorted()
}

/// Gives names numbers from 1 in order of first use.
private struct Numbering {
  private(set) var all: [(name: String, id: UInt64)] = []

  subscript(name: String) -> UInt64 {
    mutating get {
      if let known = all.first(where: { $0.name == name }) { return known.id }
      all.append((name, UInt64(all.count + 1)))
      return UInt64(all.count)
    }
  }
}

private func varint(_ number: UInt64) -> [UInt8] {
  number < 0x80 ? [UInt8(number)] : [UInt8(number & 0x7f) | 0x80] + varint(number >> 7)
}

private func number(_ field: UInt64, _ number: UInt64) -> [UInt8] {
  varint(field << 3) + varint(number)
}

private func field(_ field: UInt64, _ bytes: [UInt8]) -> [UInt8] {
  varint(field << 3 | 2) + varint(UInt64(bytes.count)) + bytes
}
