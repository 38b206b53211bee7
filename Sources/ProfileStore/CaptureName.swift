/// The name of a capture in its day: `HH-MM-SS[.fff]Z[_source].pprof`.
public struct CaptureName: Hashable, Sendable {
  /// The name as it stands in the directory.
  public let fileName: String

  /// When the capture began; the day and the name together say it.
  public let time: Timestamp

  /// The day that the capture is in.
  public var day: Day { Day(containing: time) }

  /// What tells instances apart, `[A-Za-z0-9][A-Za-z0-9.-]{0,127}`; nil when the name has none.
  public var source: String? {
    guard let underscore = fileName.utf8.firstIndex(of: 0x5f) else { return nil }
    let after = fileName.utf8.index(after: underscore)
    return String(fileName[after...].dropLast(CaptureName.ending.count))
  }

  /// Reads a name that stands in a day; nil when it isn't of the form, or its time doesn't exist.
  public init?(day: Day, fileName: String) {
    var rest = fileName.utf8[...]
    guard rest.suffix(CaptureName.ending.count).elementsEqual(CaptureName.ending) else {
      return nil
    }
    rest = rest.dropLast(CaptureName.ending.count)
    guard let hours = CaptureName.takeNumber(&rest, digits: 2, below: 24),
      CaptureName.take(&rest, 0x2d),
      let minutes = CaptureName.takeNumber(&rest, digits: 2, below: 60),
      CaptureName.take(&rest, 0x2d),
      let seconds = CaptureName.takeNumber(&rest, digits: 2, below: 60)
    else { return nil }
    var fraction: Int64 = 0
    if CaptureName.take(&rest, 0x2e) {
      guard let digits = CaptureName.takeNumber(&rest, digits: 3, below: 1000) else { return nil }
      fraction = digits
    }
    guard CaptureName.take(&rest, 0x5a) else { return nil }
    if !rest.isEmpty {
      guard CaptureName.take(&rest, 0x5f), CaptureName.isSource(rest) else { return nil }
    }
    self.fileName = fileName
    time = day.start.advanced(
      byMilliseconds: ((hours * 60 + minutes) * 60 + seconds) * Timestamp.second + fraction)
  }

  /// The name of a capture at this time; a time outside of the calendar becomes its first or last.
  /// Of the source, each byte that it can't have becomes `-`, what it can't begin with is left out,
  /// and so is what is beyond its length; a source of which nothing is left is none.
  public init(time: Timestamp, source: String? = nil) {
    let suffix = source.map(CaptureName.mapped).map { $0.isEmpty ? "" : "_" + $0 } ?? ""
    fileName = TimeOfDay(time).text(separator: "-") + "Z" + suffix + ".pprof"
    self.time = time.clampedToCalendar
  }

  /// Whether a text can be a source as it stands.
  public static func isSource(_ text: String) -> Bool { isSource(text.utf8) }

  private static func isSource(_ bytes: some Collection<UInt8>) -> Bool {
    isWord(bytes, punctuation: [0x2e, 0x2d])
  }

  private static let ending: [UInt8] = Array(".pprof".utf8)

  private static func mapped(_ source: String) -> String {
    let bytes = source.utf8.map { byte -> UInt8 in
      switch byte {
      case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2e, 0x2d: byte
      default: 0x2d
      }
    }
    let trimmed = bytes.drop { $0 == 0x2d || $0 == 0x2e }.prefix(128)
    return String(decoding: trimmed, as: UTF8.self)
  }

  private static func take(_ rest: inout Substring.UTF8View, _ byte: UInt8) -> Bool {
    guard rest.first == byte else { return false }
    rest.removeFirst()
    return true
  }

  private static func takeNumber(
    _ rest: inout Substring.UTF8View, digits: Int, below bound: Int64
  ) -> Int64? {
    var number: Int64 = 0
    for _ in 0..<digits {
      guard let digit = rest.first, (0x30...0x39).contains(digit) else { return nil }
      rest.removeFirst()
      number = number * 10 + Int64(digit - 0x30)
    }
    return number < bound ? number : nil
  }
}

extension CaptureName: Comparable, CustomStringConvertible {
  /// By time, then by the name's bytes: the order in which captures are merged.
  public static func < (a: CaptureName, b: CaptureName) -> Bool {
    (a.time, a.fileName) < (b.time, b.fileName)
  }

  /// `2024-10-12/09-30-00Z.pprof`.
  public var description: String { "\(day)/\(fileName)" }
}
