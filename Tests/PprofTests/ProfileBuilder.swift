/// Writes small profiles by hand. Ids are the caller's; strings are numbered as they come.
struct ProfileBuilder {
  struct Line {
    var function: UInt64
    var line: Int64 = 0
    var column: Int64 = 0
  }

  enum Label {
    case text(String, String)
    case number(String, Int64, unit: String = "")
    /// Indices as they are, to write what no encoder does.
    case raw(key: UInt64, string: UInt64 = 0, number: Int64 = 0, unit: UInt64 = 0)
  }

  private var body = WireBuilder()
  private var strings: [[UInt8]] = [[]]

  /// A profile with these sample types, written as `type/unit`.
  init(types: [String] = ["samples/count", "cpu/nanoseconds"]) {
    for type in types {
      let parts = type.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
      valueType(1, parts[0], parts[1])
    }
  }

  var bytes: [UInt8] {
    var result = body
    for string in strings { result.content(6, string) }
    return result.bytes
  }

  mutating func string(_ string: String) -> Int {
    if let index = strings.firstIndex(of: Array(string.utf8)) { return index }
    return duplicateString(string)
  }

  /// Adds a string to the table even if it has it.
  mutating func duplicateString(_ string: String) -> Int {
    addString(Array(string.utf8))
  }

  /// Adds bytes to the string table, UTF-8 or not.
  mutating func addString(_ bytes: [UInt8]) -> Int {
    strings.append(bytes)
    return strings.count - 1
  }

  mutating func valueType(_ field: Int, _ type: String, _ unit: String) {
    let indices = [string(type), string(unit)]
    body.message(field) {
      $0.number(1, indices[0])
      $0.number(2, indices[1])
    }
  }

  mutating func number(_ field: Int, _ value: some BinaryInteger) { body.number(field, value) }

  mutating func message(_ field: Int, _ build: (inout WireBuilder) -> Void) {
    body.message(field, build)
  }

  mutating func raw(_ bytes: [UInt8]) { body.raw(bytes) }

  /// A field that holds a string's index.
  mutating func text(_ field: Int, _ text: String) { body.number(field, string(text)) }

  mutating func mapping(
    _ id: UInt64, start: UInt64 = 0, limit: UInt64 = 0, offset: UInt64 = 0, file: String = "",
    buildID: String = "", flags: [Int] = []
  ) {
    let indices = [string(file), string(buildID)]
    body.message(3) {
      $0.number(1, id)
      $0.number(2, start)
      $0.number(3, limit)
      $0.number(4, offset)
      $0.number(5, indices[0])
      $0.number(6, indices[1])
      for flag in flags { $0.number(flag, 1) }
    }
  }

  mutating func function(
    _ id: UInt64, _ name: String, systemName: String? = nil, file: String = "main.go",
    startLine: Int64 = 1
  ) {
    let indices = [string(name), string(systemName ?? name), string(file)]
    body.message(5) {
      $0.number(1, id)
      $0.number(2, indices[0])
      $0.number(3, indices[1])
      $0.number(4, indices[2])
      $0.number(5, startLine)
    }
  }

  mutating func location(
    _ id: UInt64, mapping: UInt64 = 0, address: UInt64 = 0, lines: [Line] = [],
    isFolded: Bool = false
  ) {
    body.message(4) { message in
      message.number(1, id)
      message.number(2, mapping)
      message.number(3, address)
      for line in lines {
        message.message(4) {
          $0.number(1, line.function)
          $0.number(2, line.line)
          $0.number(3, line.column)
        }
      }
      if isFolded { message.number(5, 1) }
    }
  }

  /// A sample of these locations, the innermost first.
  mutating func sample(_ locations: [UInt64], _ values: [Int64], _ labels: [Label] = []) {
    let rows = labels.map { label in
      switch label {
      case .text(let key, let value): [string(key), string(value), 0, 0]
      case .number(let key, let value, let unit): [string(key), 0, Int(value), string(unit)]
      case .raw(let key, let string, let number, let unit):
        [Int(key), Int(string), Int(number), Int(unit)]
      }
    }
    body.message(2) { message in
      message.packed(1, locations)
      message.packed(2, values)
      for row in rows {
        message.message(3) { label in
          for (index, value) in row.enumerated() where value != 0 { label.number(index + 1, value) }
        }
      }
    }
  }

  /// A profile of functions main, work and leaf, each with a location of the same number at
  /// line 10 times the number, and the samples that `build` adds.
  static func simple(
    types: [String] = ["samples/count", "cpu/nanoseconds"],
    _ build: (inout ProfileBuilder) -> Void = { $0.sample([3, 2, 1], [1, 10]) }
  ) -> [UInt8] {
    var profile = ProfileBuilder(types: types)
    profile.mapping(1, start: 0x400000, limit: 0x500000, file: "/bin/app", flags: [7])
    for (index, name) in ["main", "work", "leaf"].enumerated() {
      let id = UInt64(index + 1)
      profile.function(id, name, startLine: Int64(id))
      profile.location(
        id, mapping: 1, address: 0x400000 + id * 16,
        lines: [Line(function: id, line: Int64(id) * 10)])
    }
    build(&profile)
    return profile.bytes
  }
}
