/// A profile in google/pprof's format (proto/profile.proto), decoded into columns.
///
/// It is as valid as google/pprof's `Profile.CheckValid` asks for, which is any kind of profile;
/// `checkCapture` tells whether it can be stored as a capture.
public struct Profile: Sendable {
  /// The uncompressed message, which the strings are ranges of.
  private(set) var bytes = [UInt8]()
  private var columns = ProfileColumns()

  var strings: [ByteRange] { columns.strings }
  var header: ProfileHeader { columns.header }
  var samples: SampleColumns { columns.samples }
  var mappings: [MappingRow] { columns.mappings }
  var locations: LocationRows { columns.locations }
  var lines: LineTable { columns.lines }
  var functions: [FunctionRow] { columns.functions }

  /// Decodes a profile, gzip or plain protobuf.
  ///
  /// - Parameter maxInflated: the most bytes that the uncompressed profile may have.
  /// - Throws: `empty`, `notAProfile`, `truncated`, `corrupt` or `tooLarge`.
  public init(parsing bytes: [UInt8], maxInflated: Int) throws(ProfileError) {
    self.init()
    try parse(bytes, maxInflated: maxInflated)
  }

  /// A profile of nothing, to be parsed into.
  init() {}

  /// Becomes the profile that the bytes hold. Whoever parses many does so into one and the same: it
  /// keeps its memory. After an error it is of no use but for this.
  mutating func parse(_ source: [UInt8], maxInflated: Int) throws(ProfileError) {
    guard !source.isEmpty else { throw ProfileError(.empty, "the profile is empty") }
    // Offsets are 32 bits wide.
    let limit = min(maxInflated, Int(UInt32.max))
    if source[0] == 0x1f, source.count == 1 || source[1] == 0x8b {
      try Gzip.inflate(source, into: &bytes, limit: limit)
      guard !bytes.isEmpty else {
        throw ProfileError(.empty, "the profile is a gzip file of nothing")
      }
    } else {
      bytes = source
    }
    guard bytes.count <= limit else {
      throw ProfileError(.tooLarge, "the profile has more than \(limit) bytes")
    }
    var parser = ProfileParser(reusing: &columns)
    try parser.parse(bytes.span)
    columns = parser.finish()
  }

  /// Keeps the samples' labels with the keys of which the predicate holds; keys are numbers of
  /// strings.
  mutating func keepLabels(_ isKept: (UInt32) -> Bool) { columns.samples.keepLabels(isKept) }

  /// The sample types and period type.
  public var schema: ProfileSchema {
    ProfileSchema(
      sampleTypes: header.sampleTypes.map(valueType), periodType: valueType(header.periodType))
  }

  /// When the profile was taken, in nanoseconds since 1970 UTC; 0 when it doesn't say.
  public var timeNanos: Int64 { header.timeNanos }

  /// How long the profile took, in nanoseconds; 0 when it doesn't say.
  public var durationNanos: Int64 { header.durationNanos }

  /// The number of samples, including those whose values are all zero.
  public var sampleCount: Int { columns.samples.count }

  func valueType(_ row: ValueTypeRow) -> ValueType {
    ValueType(type: string(row.type), unit: string(row.unit))
  }

  func string(_ index: UInt32) -> [UInt8] {
    Array(bytes[strings[Int(index)].range])
  }
}
