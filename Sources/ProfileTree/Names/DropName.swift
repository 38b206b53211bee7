public import ProfileStore

/// How a profile that is copied into an app or a day under any name is filed.
public struct DropName: Hashable, Sendable {
  /// The name as it was written.
  public let fileName: String

  /// The source of the capture: the stem of the name, with `-` for what a source can't have; of a
  /// capture's own name its source. nil when nothing of the stem can stand in one.
  public let source: String?

  /// The time that the name itself gives: `<anything>-<unix milliseconds>.pprof`, as pgolib writes.
  public let nameTime: Timestamp?

  /// Reads any file name.
  public init(_ fileName: String) {
    self.fileName = fileName
    if let capture = CaptureName(day: Day(containing: Limits.earliestDrop), fileName: fileName) {
      (source, nameTime) = (capture.source, nil)
      return
    }
    let stem: Substring
    if let (before, time) = DropName.timed(fileName) {
      (stem, nameTime) = (before, time)
    } else {
      (stem, nameTime) = (DropName.stem(of: fileName), nil)
    }
    source = CaptureName(time: Timestamp(milliseconds: 0), source: String(stem)).source
  }

  /// The time to file the profile under: the name's, else the profile's, else that of its arrival.
  ///
  /// - Parameters:
  ///   - profileTimeNanos: the profile's `time_nanos`; 0 when it has none.
  ///   - arrival: the time of arrival.
  /// - Returns: the time, and where it is the time of arrival a note that says why.
  public func captureTime(
    profileTimeNanos: Int64, arrival: Timestamp
  ) -> (time: Timestamp, note: String?) {
    guard nameTime != nil || profileTimeNanos != 0 else {
      return (arrival, "the profile has no time; filed under the time of arrival, \(arrival)")
    }
    let time = nameTime ?? Timestamp(nanoseconds: profileTimeNanos)
    let origin = nameTime == nil ? "the profile's time" : "the time in the name"
    if time < Limits.earliestDrop {
      return (
        arrival, "\(origin), \(time), is before 2010; filed under the time of arrival, \(arrival)"
      )
    }
    if time > arrival.advanced(byMilliseconds: Limits.farthestAhead) {
      return (
        arrival,
        "\(origin), \(time), is more than a day ahead; filed under the time of arrival, \(arrival)"
      )
    }
    return (time, nil)
  }

  /// The source for the `n`th profile of the same time and stem: as it is for the first, then with
  /// `-2`, `-3` and so on, cut so that it stays a source.
  public func numbered(_ n: Int) -> String? {
    guard n > 1 else { return source }
    guard let source else { return "\(n)" }
    let suffix = "-\(n)"
    return source.prefix(Limits.sourceBytes - suffix.utf8.count) + suffix
  }

  /// 13 digits from 2010 on; fewer are a version or a counter, and more microseconds.
  private static func timed(_ name: String) -> (stem: Substring, time: Timestamp)? {
    guard name.hasSuffix(".pprof") else { return nil }
    let stem = name.utf8.dropLast(6)
    let digits = stem.suffix(13)
    let before = stem.dropLast(13)
    guard digits.count == 13, digits.allSatisfy({ (0x30...0x39).contains($0) }),
      before.last == 0x2d, let number = Int64(Substring(digits)),
      number >= Limits.earliestDrop.milliseconds
    else { return nil }
    return (Substring(before.dropLast()), Timestamp(milliseconds: number))
  }

  /// The name without its extension, or without both of a compressed profile: `cpu` for `cpu.pb.gz`.
  private static func stem(of name: String) -> Substring {
    let (stem, ending) = split(name[...])
    guard ending == "gz" else { return stem }
    let (inner, innerEnding) = split(stem)
    return profileEndings.contains(String(innerEnding)) ? inner : stem
  }

  private static let profileEndings: Set<String> = ["pb", "pprof", "prof", "profile", "pgo", "out"]

  private static func split(_ name: Substring) -> (stem: Substring, ending: Substring) {
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return (name, "") }
    return (name[..<dot], name[name.index(after: dot)...])
  }
}
