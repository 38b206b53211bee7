/// What a profile holds, as columns; strings are ranges of its message.
struct ProfileColumns {
  var strings = [ByteRange]()
  var header = ProfileHeader()
  var samples = SampleColumns()
  var mappings = [MappingRow]()
  var locations = LocationRows()
  var lines = LineTable()
  var functions = [FunctionRow]()

  /// Empties the columns and keeps their memory.
  mutating func reset() {
    strings.removeAll(keepingCapacity: true)
    header = ProfileHeader()
    samples.reset()
    mappings.removeAll(keepingCapacity: true)
    locations.removeAll()
    lines.removeAll()
    functions.removeAll(keepingCapacity: true)
  }
}

/// Type and unit as string indices.
struct ValueTypeRow {
  var type: UInt32 = 0
  var unit: UInt32 = 0
}

/// The fields that a profile has once; strings as indices.
struct ProfileHeader {
  var sampleTypes = [ValueTypeRow]()
  var dropFrames: UInt32 = 0
  var keepFrames: UInt32 = 0
  var timeNanos: Int64 = 0
  var durationNanos: Int64 = 0
  var periodType = ValueTypeRow()
  var period: Int64 = 0
  var comments = [UInt32]()
  var defaultSampleType: UInt32 = 0
  var docURL: UInt32 = 0
}

/// Samples as columns; sample i has the locations `locationEnds[i - 1]..<locationEnds[i]`, labels
/// likewise, and one value per sample type.
struct SampleColumns {
  var count = 0
  var locationEnds = [UInt32]()
  /// Row numbers of locations, innermost call first.
  var locations = [UInt32]()
  var values = [Int64]()
  var labelEnds = [UInt32]()
  var labels = [LabelRow]()

  mutating func reset() {
    count = 0
    locationEnds.removeAll(keepingCapacity: true)
    locations.removeAll(keepingCapacity: true)
    values.removeAll(keepingCapacity: true)
    labelEnds.removeAll(keepingCapacity: true)
    labels.removeAll(keepingCapacity: true)
  }

  @inline(__always)
  func locationRange(_ sample: Int) -> Range<Int> {
    (sample == 0 ? 0 : Int(locationEnds[sample - 1]))..<Int(locationEnds[sample])
  }

  /// Whether all values of a sample are 0, of which there are so many.
  @inline(__always)
  func isZero(_ sample: Int, values count: Int) -> Bool {
    let values = values.span
    for position in sample &* count..<(sample &+ 1) &* count where values[position] != 0 {
      return false
    }
    return true
  }

  @inline(__always)
  func labelRange(_ sample: Int) -> Range<Int> {
    (sample == 0 ? 0 : Int(labelEnds[sample - 1]))..<Int(labelEnds[sample])
  }
}

/// A label as it is written: with a string when `string` isn't 0, else with a number.
struct LabelRow: Equatable {
  var key: UInt32 = 0
  var string: UInt32 = 0
  var number: Int64 = 0
  var unit: UInt32 = 0

  var isText: Bool { string != 0 }
}

struct MappingRow {
  var start: UInt64 = 0
  var limit: UInt64 = 0
  var offset: UInt64 = 0
  var file: UInt32 = 0
  var buildID: UInt32 = 0
  var flags = MappingFlags()
}

/// What is known of a mapping's symbols: fields 7 to 10 of Mapping.
struct MappingFlags: OptionSet {
  let rawValue: UInt8

  static let firstField = 7
  static let lastField = 10

  static func field(_ number: Int) -> MappingFlags {
    MappingFlags(rawValue: 1 << UInt8(number - firstField))
  }
}

struct LocationRow {
  var address: UInt64 = 0
  /// The mapping's row number plus 1, or 0 for none.
  var mapping: UInt32 = 0
  var firstLine: UInt32 = 0
  var lastLine: UInt32 = 0
  var isFolded = false

  /// Row numbers of lines, innermost inlined call first.
  var lineRange: Range<Int> {
    @inline(__always) get { Int(firstLine)..<Int(lastLine) }
  }
}

struct LineRow {
  /// The function's row number.
  var function: UInt32 = 0
  var line: Int64 = 0
  var column: Int64 = 0
}

struct FunctionRow {
  var name: UInt32 = 0
  var systemName: UInt32 = 0
  var filename: UInt32 = 0
  var startLine: Int64 = 0
}
