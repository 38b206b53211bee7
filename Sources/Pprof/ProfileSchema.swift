/// What one column of sample values measures, such as `cpu` in `nanoseconds`.
///
/// Type and unit are bytes: the format doesn't promise UTF-8.
public struct ValueType: Hashable, Sendable, CustomStringConvertible {
  /// What is measured, such as `samples` or `cpu`.
  public let type: [UInt8]
  /// The unit of the values, such as `count` or `nanoseconds`.
  public let unit: [UInt8]

  /// A value type of these bytes.
  public init(type: [UInt8], unit: [UInt8]) {
    self.type = type
    self.unit = unit
  }

  init(_ type: String, _ unit: String) {
    self.init(type: Array(type.utf8), unit: Array(unit.utf8))
  }

  /// `type/unit`, with invalid UTF-8 repaired.
  public var description: String {
    String(decoding: type, as: UTF8.self) + "/" + String(decoding: unit, as: UTF8.self)
  }

  /// Whether Go's compiler weighs call edges by values of this type
  /// (cmd/internal/pgo, FromPProf).
  var weighsCalls: Bool { self == .samplesCount || self == .cpuNanoseconds }

  static let samplesCount = ValueType("samples", "count")
  static let cpuNanoseconds = ValueType("cpu", "nanoseconds")
}

/// The types that profiles must share to be merged.
public struct ProfileSchema: Hashable, Sendable, CustomStringConvertible {
  /// The type of each sample value, in order.
  public let sampleTypes: [ValueType]
  /// What the sampling period counts; empty type and unit when the profile has none.
  public let periodType: ValueType

  /// A schema of these types.
  public init(sampleTypes: [ValueType], periodType: ValueType) {
    self.sampleTypes = sampleTypes
    self.periodType = periodType
  }

  /// For instance `samples/count, cpu/nanoseconds; period cpu/nanoseconds`.
  public var description: String {
    let types = sampleTypes.map(\.description).joined(separator: ", ")
    return "\(types.isEmpty ? "no sample types" : types); period \(periodType)"
  }

  /// The sample value that Go's compiler reads: the first of samples/count or cpu/nanoseconds.
  var weightIndex: Int? { sampleTypes.firstIndex { $0.weighsCalls } }
}
