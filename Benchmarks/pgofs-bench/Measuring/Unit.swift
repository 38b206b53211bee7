/// What a value is measured in.
enum Unit: String, Sendable {
  case seconds
  case bytes
  case bytesPerSecond = "bytes/second"
  case times
  case requests

  /// A value with three digits that count, such as `31.2 ms`.
  func text(_ value: Double) -> String {
    switch self {
    case .seconds: Unit.scaled(value, [("s", 1), ("ms", 1e-3), ("µs", 1e-6)])
    case .bytes: Unit.scaled(value, [("GB", 1e9), ("MB", 1e6), ("kB", 1e3), ("B", 1)])
    case .bytesPerSecond: Unit.scaled(value, [("GB/s", 1e9), ("MB/s", 1e6)])
    case .times: Unit.digits(value) + "x"
    case .requests: value == value.rounded() ? "\(Int(value))" : Unit.digits(value)
    }
  }

  private static func scaled(_ value: Double, _ scales: [(name: String, size: Double)]) -> String {
    let scale = scales.first { abs(value) >= $0.size } ?? scales.last!
    return "\(digits(value / scale.size)) \(scale.name)"
  }

  private static func digits(_ value: Double) -> String {
    let places = abs(value) >= 99.95 ? 0 : abs(value) >= 9.995 ? 1 : 2
    let power = [1.0, 10, 100][places]
    let rounded = (value * power).rounded() / power
    guard places > 0 else { return "\(Int(rounded))" }
    let text = "\(abs(rounded))".split(separator: ".")
    let fraction = String(text[1].prefix(places))
    let padding = String(repeating: "0", count: places - fraction.count)
    return (rounded < 0 ? "-" : "") + text[0] + "." + fraction + padding
  }
}
