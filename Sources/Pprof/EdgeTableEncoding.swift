extension EdgeTable {
  /// The smallest profile of which Go's compiler reads these edges, uncompressed: one sample of
  /// two frames per edge, names sorted, no addresses, and lines that are offsets already.
  ///
  /// The bytes depend on the edges and comments alone, not on the order in which tables were added.
  ///
  /// - Parameter comments: what `go tool pprof -comments` prints.
  public func encoded(comments: [String]) -> [UInt8] {
    EdgeProfile(self).encoded(comments: comments)
  }
}

/// A table's edges as a profile: a location is a function and an offset.
///
/// Go drops edges within a node, so a function that calls itself needs a second location. Where
/// a weight isn't positive, which no capture has, nodes may cancel out, and Go drops those; a
/// sample of one frame, which is no edge, keeps them.
private struct EdgeProfile {
  struct Location {
    let function: UInt32
    let offset: Int64
  }

  /// A call, or a location alone.
  struct Sample {
    /// The id of what is called; 0 where there is no call.
    let callee: UInt32
    /// The location's id.
    let location: UInt32
    let weight: Int64
  }

  private let weightType: ValueType
  private let hasStartLine: Bool
  /// Of functions, as their table numbers them.
  private var names = NameTable()
  /// The functions' names, sorted; a function's number is its position.
  private var functions = [UInt32]()
  private var locations = [Location]()
  /// Where each function's locations begin.
  private var firstLocations = [UInt32]()
  private var samples = [Sample]()

  init(_ table: EdgeTable) {
    weightType = table.weightType
    hasStartLine = table.hasStartLine
    guard !table.isEmpty else {
      if table.hasNodes {
        functions = [0]
        locations = [Location(function: 0, offset: 0)]
        samples = [Sample(callee: 0, location: 1, weight: 1)]
      }
      return
    }
    let edges = edges(of: table)
    place(edges)
    addSamples(edges)
  }

  private struct Edge {
    let caller: UInt32
    let callee: UInt32
    let offset: Int64
    let weight: Int64
  }

  /// Numbers functions in order of their names, and the edges in order of caller, offset and callee.
  private mutating func edges(of table: EdgeTable) -> [Edge] {
    let sorted: [UInt32]
    (names, sorted) = table.names.sorted()
    var numbers = [UInt32](repeating: .max, count: names.count)
    for row in table.rows {
      numbers[Int(row.caller)] = 0
      numbers[Int(row.callee)] = 0
    }
    for name in sorted where numbers[Int(name)] == 0 {
      numbers[Int(name)] = UInt32(functions.count)
      functions.append(name)
    }
    return EdgeProfile.byCaller(table.rows, numbers, callers: functions.count)
  }

  /// Rows as edges, in order of caller, offset and callee.
  ///
  /// - Parameter numbers: the numbers of the functions, by those of their names.
  private static func byCaller(
    _ rows: [EdgeTable.Row], _ numbers: [UInt32], callers: Int
  ) -> [Edge] {
    // Most callers have few edges, and each gets its place.
    var ends = [Int](repeating: 0, count: callers + 1)
    for row in rows { ends[Int(numbers[Int(row.caller)]) + 1] += 1 }
    for caller in 0..<callers { ends[caller + 1] += ends[caller] }
    return [Edge](unsafeUninitializedCapacity: rows.count) { edges, count in
      for row in rows {
        let caller = numbers[Int(row.caller)]
        edges.initializeElement(
          at: ends[Int(caller)],
          to: Edge(
            caller: caller, callee: numbers[Int(row.callee)], offset: row.offset,
            weight: row.weight))
        ends[Int(caller)] += 1
      }
      count = rows.count
      var first = 0
      for end in ends.dropLast() {
        if end - first > 1 {
          edges[first..<end].sort { ($0.offset, $0.callee) < ($1.offset, $1.callee) }
        }
        first = end
      }
    }
  }

  /// Gives each function a location per call site, at least one, and two if it calls itself.
  private mutating func place(_ edges: [Edge]) {
    var next = 0
    firstLocations.reserveCapacity(functions.count)
    locations.reserveCapacity(functions.count + edges.count)
    for function in 0..<UInt32(functions.count) {
      let first = locations.count
      firstLocations.append(UInt32(first))
      var callsItself = false
      while next < edges.count, edges[next].caller == function {
        let edge = edges[next]
        if locations.count == first || locations[locations.count - 1].offset != edge.offset {
          locations.append(Location(function: function, offset: edge.offset))
        }
        callsItself = callsItself || edge.callee == function
        next += 1
      }
      let count = locations.count - first
      if count == 0 {
        locations.append(Location(function: function, offset: 0))
      } else if count == 1, callsItself {
        locations.append(Location(function: function, offset: locations[first].offset &+ 1))
      }
    }
  }

  private mutating func addSamples(_ edges: [Edge]) {
    var caller = 0
    var weights = [Int64](repeating: 0, count: locations.count)
    samples.reserveCapacity(edges.count)
    func add(_ weight: Int64, callee: Int) {
      samples.append(
        Sample(callee: UInt32(callee + 1), location: UInt32(caller + 1), weight: weight))
      weights[callee] &+= weight
      weights[caller] &+= weight
    }
    for edge in edges {
      while locations[caller].function != edge.caller || locations[caller].offset != edge.offset {
        caller += 1
      }
      let first = Int(firstLocations[Int(edge.callee)])
      let callee = first == caller ? first + 1 : first
      if edge.weight != 0 {
        add(edge.weight, callee: callee)
      } else {
        add(1, callee: callee)
        add(-1, callee: callee)
      }
    }
    for (location, weight) in weights.enumerated() where weight == 0 {
      samples.append(Sample(callee: 0, location: UInt32(location + 1), weight: 1))
    }
  }

  func encoded(comments: [String]) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: largestSize(comments)) { bytes, count in
      var writer = WireWriter(to: bytes)
      write(to: &writer, comments)
      count = writer.count
    }
  }

  private func write(to writer: inout WireWriter, _ comments: [String]) {
    // Strings: "", type, unit, functions, comments.
    writer.begin(1, length: 4)
    writer.field(1, 1)
    writer.field(2, 2)
    for sample in samples { write(sample, to: &writer) }
    for (number, location) in locations.enumerated() { write(number, location, to: &writer) }
    for function in functions.indices {
      writer.field(5, atMost: 3 * WireWriter.largestField) { next in
        next.putOptional(1, UInt64(function + 1))
        next.putOptional(2, UInt64(function + 3))
        next.putOptional(5, UInt64(startLine(function)))
      }
    }
    for string in [[], weightType.type, weightType.unit] { writer.string(6, string) }
    for function in functions { writer.string(6, names.slice(function)) }
    for comment in comments { writer.string(6, comment.utf8) }
    for number in comments.indices { writer.field(13, UInt64(functions.count + 3 + number)) }
  }

  /// The most bytes that it may take.
  private func largestSize(_ comments: [String]) -> Int {
    let texts =
      functions.reduce(0) { $0 + names.range($1).count }
      + comments.reduce(0) { $0 + $1.utf8.count } + weightType.type.count + weightType.unit.count
    let strings = functions.count + comments.count + 3
    // A location has the most numbers: three, the length of its line, and its own.
    let messages = samples.count + locations.count + functions.count + 1
    return texts + (strings + comments.count + 5 * messages) * WireWriter.largestField
  }

  /// One function with a start line is enough for Go.
  private func startLine(_ function: Int) -> Int64 {
    hasStartLine && function == Int(locations[Int(samples[0].location) - 1].function) ? 1 : 0
  }

  private func write(_ sample: Sample, to writer: inout WireWriter) {
    writer.field(2, atMost: 3 * WireWriter.largestField) { next in
      next.putOptional(1, UInt64(sample.callee))
      next.putOptional(1, UInt64(sample.location))
      next.putOptional(2, UInt64(bitPattern: sample.weight))
    }
  }

  private func write(_ number: Int, _ location: Location, to writer: inout WireWriter) {
    let line = location.offset &+ startLine(Int(location.function))
    writer.field(4, atMost: 4 * WireWriter.largestField) { next in
      next.putOptional(1, UInt64(number + 1))
      next.put(4, atMost: 2 * WireWriter.largestField) { next in
        next.putOptional(1, UInt64(location.function) + 1)
        next.putOptional(2, UInt64(bitPattern: line))
      }
    }
  }
}
