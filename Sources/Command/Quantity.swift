/// Sizes and times as options write them.
public enum Quantity {
  /// Bytes: `64M`, `2G`, `4096`; powers of 1024. Nil for anything else, and for what doesn't fit.
  public static func bytes(_ text: String) -> Int? {
    parse(text, units: ["": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40])
  }

  /// A size to read: `512 bytes`, `1.5 MiB`.
  public static func text(ofBytes bytes: Int) -> String {
    guard bytes >= 1024 else { return "\(bytes) bytes" }
    var units = ["KiB", "MiB", "GiB", "TiB"][...]
    var unit = 1024
    while bytes / unit >= 1024, units.count > 1 {
      units.removeFirst()
      unit *= 1024
    }
    return "\(bytes / unit).\(bytes % unit * 10 / unit) \(units[units.startIndex])"
  }

  /// A number of things to read: `1 capture`, `2 captures`.
  public static func text(_ count: Int, _ thing: String) -> String {
    "\(count) \(thing)\(count == 1 ? "" : "s")"
  }

  /// Milliseconds: `5m`, `90s`, `1h`, `30d`, `2w`, `0`. Nil for anything else, and for what doesn't fit.
  public static func milliseconds(_ text: String) -> Int64? {
    if text == "0" { return 0 }
    let units = [
      "ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000,
    ]
    return parse(text, units: units).map(Int64.init)
  }

  private static func parse(_ text: String, units: [String: Int]) -> Int? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard let number = Int(digits), let unit = units[String(text.dropFirst(digits.count))]
    else { return nil }
    let (product, overflow) = number.multipliedReportingOverflow(by: unit)
    return overflow ? nil : product
  }
}
