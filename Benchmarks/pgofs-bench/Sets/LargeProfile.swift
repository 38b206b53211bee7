/// One CPU profile of a call graph's program, as Go's runtime writes it: ids in order of first use.
struct LargeProfile {
  private let graph: CallGraph
  private let time: Int
  private var samples = MessageWriter()
  private var locations = MessageWriter()
  private var functions = MessageWriter()
  private var locationIDs: [UInt32]
  private var functionIDs: [UInt32]
  private var locationCount: UInt32 = 0
  private var functionCount: UInt32 = 0
  private var strings = [""]
  private var stringIndices: [String: UInt64] = [:]

  /// Nanoseconds of CPU that a sample stands for.
  private static let period: UInt64 = 10_000_000

  private enum Field {
    static let sampleType: UInt8 = 1
    static let sample: UInt8 = 2
    static let mapping: UInt8 = 3
    static let location: UInt8 = 4
    static let function: UInt8 = 5
    static let string: UInt8 = 6
    static let time: UInt8 = 9
    static let duration: UInt8 = 10
    static let periodType: UInt8 = 11
    static let period: UInt8 = 12
  }

  init(graph: CallGraph, time: Int) {
    self.graph = graph
    self.time = time
    locationIDs = [UInt32](repeating: 0, count: graph.sites.count)
    functionIDs = [UInt32](repeating: 0, count: graph.functions.count)
  }

  /// Adds a sample of a stack, the leaf first.
  mutating func add(_ stack: [UInt32], count: Int) {
    let ids = stack.map { location(Int($0)) }
    samples.message(Field.sample) { sample in
      sample.packed(1, ids)
      sample.number(2, UInt64(count))
      sample.number(2, UInt64(count) * LargeProfile.period)
    }
  }

  /// The profile, uncompressed.
  consuming func encoded() -> [UInt8] {
    var header = MessageWriter()
    let samplesCount = (string("samples"), string("count"))
    let cpuNanoseconds = (string("cpu"), string("nanoseconds"))
    header.valueType(Field.sampleType, samplesCount)
    header.valueType(Field.sampleType, cpuNanoseconds)
    var mappings = MessageWriter()
    for (number, mapping) in CallGraph.mappings.enumerated() {
      let (file, buildID) = (string(mapping.file), string(mapping.buildID))
      mappings.message(Field.mapping) { message in
        message.number(1, UInt64(number) + 1)
        message.number(2, mapping.start)
        message.number(3, mapping.limit)
        message.number(5, file)
        message.number(6, buildID)
        if number == 0 { message.number(7, 1) }
      }
    }
    var trailer = MessageWriter()
    for string in strings { trailer.text(Field.string, string) }
    trailer.number(Field.time, UInt64(time) * 1_000_000_000)
    trailer.number(Field.duration, 30_000_000_000)
    trailer.valueType(Field.periodType, cpuNanoseconds)
    trailer.number(Field.period, LargeProfile.period)
    return header.bytes + samples.bytes + mappings.bytes + locations.bytes + functions.bytes
      + trailer.bytes
  }

  private mutating func location(_ site: Int) -> UInt32 {
    guard locationIDs[site] == 0 else { return locationIDs[site] }
    locationCount += 1
    locationIDs[site] = locationCount
    let place = graph.sites[site]
    let lines =
      place.inlined.map { (function(Int($0)), graph.functions[Int($0)].startLine + 2) }
      + [(function(Int(place.function)), Int(place.line))]
    locations.message(Field.location) { location in
      location.number(1, UInt64(locationCount))
      location.number(2, UInt64(graph.functions[Int(place.function)].mapping))
      location.number(3, place.address)
      for (function, line) in lines {
        location.message(4) { message in
          message.number(1, UInt64(function))
          message.number(2, UInt64(line))
        }
      }
    }
    return locationCount
  }

  private mutating func function(_ number: Int) -> UInt32 {
    guard functionIDs[number] == 0 else { return functionIDs[number] }
    functionCount += 1
    functionIDs[number] = functionCount
    let function = graph.functions[number]
    let (name, file) = (string(function.name), string(function.file))
    functions.message(Field.function) { message in
      message.number(1, UInt64(functionCount))
      message.number(2, name)
      message.number(3, name)
      message.number(4, file)
      message.number(5, UInt64(function.startLine))
    }
    return functionCount
  }

  private mutating func string(_ text: String) -> UInt64 {
    if text.isEmpty { return 0 }
    if let known = stringIndices[text] { return known }
    let index = UInt64(strings.count)
    strings.append(text)
    stringIndices[text] = index
    return index
  }
}

extension MessageWriter {
  fileprivate mutating func valueType(_ field: UInt8, _ type: (name: UInt64, unit: UInt64)) {
    message(field) { message in
      message.number(1, type.name)
      message.number(2, type.unit)
    }
  }
}
