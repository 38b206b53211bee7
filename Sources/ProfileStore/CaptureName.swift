/// The name of a capture in its day: `HH-MM-SS[.fff]Z[_source].pprof`.
///
/// A listing holds a million of them, so a name keeps its parts, and says its text when it is asked.
public struct CaptureName: Hashable, Sendable {
  /// Milliseconds since the epoch, times two; the lowest bit is set where the name spells out a
  /// fraction. One that isn't zero always is.
  private let spelled: Int64

  /// Empty when there is none. Up to 15 bytes of it take no memory of their own.
  private let word: String

  /// When the capture began; the day and the name together say it.
  public var time: Timestamp { Timestamp(milliseconds: spelled >> 1) }

  /// The day that the capture is in.
  public var day: Day { Day(containing: time) }

  /// What tells instances apart, `[A-Za-z0-9][A-Za-z0-9.-]{0,127}`; nil when the name has none.
  public var source: String? { word.isEmpty ? nil : word }

  /// Reads a name that stands in a day; nil when it isn't of the form, or its time doesn't exist.
  public init?(day: Day, fileName: String) {
    var fileName = fileName
    let name = fileName.withUTF8 { CaptureName(day: day, bytes: $0) }
    guard let name else { return nil }
    self = name
  }

  /// The same, of the bytes of a name.
  init?(day: Day, bytes: UnsafeBufferPointer<UInt8>) {
    guard bytes.count >= CaptureName.ending.count,
      bytes.suffix(CaptureName.ending.count).elementsEqual(CaptureName.ending)
    else { return nil }
    var rest = bytes.dropLast(CaptureName.ending.count)
    guard let hours = CaptureName.takeNumber(&rest, digits: 2, below: 24),
      CaptureName.take(&rest, 0x2d),
      let minutes = CaptureName.takeNumber(&rest, digits: 2, below: 60),
      CaptureName.take(&rest, 0x2d),
      let seconds = CaptureName.takeNumber(&rest, digits: 2, below: 60)
    else { return nil }
    var fraction: Int64?
    if CaptureName.take(&rest, 0x2e) {
      fraction = CaptureName.takeNumber(&rest, digits: 3, below: 1000)
      guard fraction != nil else { return nil }
    }
    guard CaptureName.take(&rest, 0x5a) else { return nil }
    if !rest.isEmpty {
      guard CaptureName.take(&rest, 0x5f), CaptureName.isSource(rest) else { return nil }
    }
    let time = day.start.advanced(
      byMilliseconds: ((hours * 60 + minutes) * 60 + seconds) * Timestamp.second + (fraction ?? 0))
    spelled = CaptureName.spelled(time, withFraction: fraction != nil)
    word = String(decoding: rest, as: UTF8.self)
  }

  /// The name of a capture at this time; a time outside of the calendar becomes its first or last.
  /// Of the source, each byte that it can't have becomes `-`, what it can't begin with is left out,
  /// and so is what is beyond its length; a source of which nothing is left is none.
  public init(time: Timestamp, source: String? = nil) {
    let time = time.clampedToCalendar
    spelled = CaptureName.spelled(
      time, withFraction: TimeOfDay(time).milliseconds % Timestamp.second != 0)
    word = source.map(CaptureName.mapped) ?? ""
  }

  /// Whether a text can be a source as it stands.
  public static func isSource(_ text: String) -> Bool { isSource(text.utf8) }

  private static func isSource(_ bytes: some Collection<UInt8>) -> Bool {
    isWord(bytes, punctuation: [0x2e, 0x2d])
  }

  private static let ending: [UInt8] = Array(".pprof".utf8)

  private static func spelled(_ time: Timestamp, withFraction: Bool) -> Int64 {
    time.milliseconds << 1 | (withFraction ? 1 : 0)
  }

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

  private static func take(
    _ rest: inout Slice<UnsafeBufferPointer<UInt8>>, _ byte: UInt8
  ) -> Bool {
    guard rest.first == byte else { return false }
    rest.removeFirst()
    return true
  }

  private static func takeNumber(
    _ rest: inout Slice<UnsafeBufferPointer<UInt8>>, digits: Int, below bound: Int64
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

// MARK: Text

extension CaptureName {
  /// The most bytes of a name: the time with its fraction, 128 of the source, and what is between.
  private static let longest = "00-00-00.000Z_.pprof".utf8.count + 128

  /// The name as it stands in the directory.
  public var fileName: String {
    String(unsafeUninitializedCapacity: CaptureName.longest) { write(to: $0) }
  }

  /// The name as it stands in the directory, its bytes and a zero after them, for as long as the body
  /// runs: who lists or looks up a day's captures needs no string of each.
  public func withFileName<Result, Failure>(
    _ body: (UnsafeBufferPointer<CChar>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: CaptureName.longest + 1) {
      buffer throws(Failure) in
      let count = write(to: buffer)
      buffer[count] = 0
      let bytes = UnsafeRawPointer(buffer.baseAddress!).assumingMemoryBound(to: CChar.self)
      return try body(UnsafeBufferPointer(start: bytes, count: count))
    }
  }

  /// What the name says, for digests: a number that tells the time and how it is spelled, and the
  /// bytes of its source.
  public func withParts<Result>(
    _ body: (_ time: UInt64, _ source: UnsafeRawBufferPointer) -> Result
  ) -> Result {
    var word = word
    return word.withUTF8 { body(UInt64(bitPattern: spelled), UnsafeRawBufferPointer($0)) }
  }

  /// The same name; its source is kept once among those that were seen.
  func sharingSource(with seen: inout Set<String>) -> CaptureName {
    // Shorter ones take no memory of their own.
    guard word.utf8.count > 15 else { return self }
    return CaptureName(spelled: spelled, word: seen.insert(word).memberAfterInsert)
  }

  private init(spelled: Int64, word: String) {
    self.spelled = spelled
    self.word = word
  }

  // How many bytes it wrote.
  private func write(to buffer: UnsafeMutableBufferPointer<UInt8>) -> Int {
    var count = 0
    func put(_ byte: UInt8) {
      buffer[count] = byte
      count += 1
    }
    func put(_ number: Int64, digits: Int) {
      var unit: Int64 = digits == 3 ? 100 : 10
      for _ in 0..<digits {
        put(0x30 + UInt8(number / unit % 10))
        unit /= 10
      }
    }
    let milliseconds = time.milliseconds - day.start.milliseconds
    let seconds = milliseconds / Timestamp.second
    put(seconds / 3600, digits: 2)
    put(0x2d)
    put(seconds / 60 % 60, digits: 2)
    put(0x2d)
    put(seconds % 60, digits: 2)
    if spelled & 1 != 0 {
      put(0x2e)
      put(milliseconds % Timestamp.second, digits: 3)
    }
    put(0x5a)
    if !word.isEmpty {
      put(0x5f)
      for byte in word.utf8 { put(byte) }
    }
    for byte in CaptureName.ending { put(byte) }
    return count
  }
}

extension CaptureName: Comparable, CustomStringConvertible {
  /// By time, then by the name's bytes: the order in which captures are merged.
  public static func < (a: CaptureName, b: CaptureName) -> Bool {
    if a.time != b.time { return a.time < b.time }
    if a.word == b.word { return a.spelled & 1 > b.spelled & 1 }
    return a.fileName < b.fileName
  }

  /// `2024-10-12/09-30-00Z.pprof`.
  public var description: String { "\(day)/\(fileName)" }
}
