/// A profile in google/pprof's format (proto/profile.proto), decoded into columns.
///
/// It is as valid as google/pprof's `Profile.CheckValid` asks for, which is any kind of profile;
/// `checkCapture` tells whether it can be stored as a capture.
public struct Profile: Sendable {
  /// The uncompressed message, which the strings are ranges of.
  let bytes: [UInt8]
  let strings: [StringRange]
  let header: ProfileHeader
  let samples: SampleColumns
  let mappings: [MappingRow]
  let locations: [LocationRow]
  let lines: [LineRow]
  let functions: [FunctionRow]

  /// Decodes a profile, gzip or plain protobuf.
  ///
  /// - Parameter maxInflated: the most bytes that the uncompressed profile may have.
  /// - Throws: `empty`, `notAProfile`, `truncated`, `corrupt` or `tooLarge`.
  public init(parsing bytes: [UInt8], maxInflated: Int) throws(ProfileError) {
    guard !bytes.isEmpty else { throw ProfileError(.empty, "the profile is empty") }
    // Offsets are 32 bits wide.
    let limit = min(maxInflated, Int(UInt32.max))
    var message = bytes
    if bytes[0] == 0x1f, bytes.count == 1 || bytes[1] == 0x8b {
      message = try Gzip.inflate(bytes, limit: limit)
      guard !message.isEmpty else {
        throw ProfileError(.empty, "the profile is a gzip file of nothing")
      }
    }
    guard message.count <= limit else {
      throw ProfileError(.tooLarge, "the profile has more than \(limit) bytes")
    }
    self = try ProfileParser.parse(message)
  }

  init(_ parts: consuming ProfileParts, bytes: [UInt8]) {
    self.bytes = bytes
    strings = parts.strings
    header = parts.header
    samples = parts.samples
    mappings = parts.mappings
    locations = parts.locations
    lines = parts.lines
    functions = parts.functions
  }

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
  public var sampleCount: Int { samples.count }

  func valueType(_ row: ValueTypeRow) -> ValueType {
    ValueType(type: string(row.type), unit: string(row.unit))
  }

  func string(_ index: UInt32) -> [UInt8] {
    Array(bytes[strings[Int(index)].range])
  }
}
