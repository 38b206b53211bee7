public import ProfileStore

/// A span of time by name: the `<window>` of `merged/<window>.<ext>`, and of `prune --window`.
///
///     <window> = <bound>_<bound> | <date> | last<N><m|h|d|w> | newest<N><m|h|d|w>
///              | today | yesterday | all
///     <bound>  = <date> | <date>THH[-MM[-SS]][Z|±HH[-MM]] | unix milliseconds | now
///     <date>   = 2024-10-12 | 2024-10 | 2024-W41
public struct Window: Hashable, Sendable {
  private enum Form: Hashable, Sendable {
    case all
    case today
    case yesterday
    case units(WholeUnits)
    case between(WindowBound, WindowBound)
  }

  private let form: Form

  /// The years 1 to 9999: all the time that a capture can have.
  public static let calendar: Range<Timestamp> =
    Day(year: 1, month: 1, day: 1)!.start..<Day(year: 9999, month: 12, day: 31)!.end

  /// Reads a window; an error says what is wrong and shows a valid form.
  public init(parsing text: String) throws(WindowError) {
    guard text.utf8.count <= Limits.nameBytes, text.utf8.allSatisfy({ 0x21...0x7e ~= $0 }) else {
      throw WindowError(
        "\(quotedName(text)): a window has up to \(Limits.nameBytes) letters, digits and - : + _",
        example: Window.examples)
    }
    form = try Window.form(text)
  }

  /// Whether the window is counted from the newest capture, so that its span needs to know that.
  public var countsFromNewest: Bool {
    if case .units(let units) = form { units.origin == .newestCapture } else { false }
  }

  /// The time that the window spans.
  ///
  /// - Parameters:
  ///   - now: the time of the read.
  ///   - newest: the time of the newest capture, for windows that are counted from it; without one
  ///     they are empty.
  ///   - settle: how many milliseconds after its end a unit counts as whole; 0 or more.
  public func span(now: Timestamp, newest: Timestamp?, settle: Int64) -> WindowSpan {
    let now = Window.clamped(now)
    switch form {
    case .all:
      return WindowSpan(whole: Window.calendar)
    case .today:
      return WindowSpan(whole: Window.range(day: Day(containing: now)))
    case .yesterday:
      return WholeUnits(origin: .now, count: 1, unit: .day).span(before: now, settle: settle)
        .withoutFallback
    case .units(let units):
      guard let origin = units.origin == .now ? now : newest else {
        return WindowSpan(whole: now..<now)
      }
      return units.span(before: Window.clamped(origin), settle: settle)
    case .between(let start, let end):
      return WindowSpan(whole: Window.range(start.start(now: now), end.end(now: now)))
    }
  }

  private static func form(_ text: String) throws(WindowError) -> Form {
    switch text {
    case "all": return .all
    case "today": return .today
    case "yesterday": return .yesterday
    default: break
    }
    if let units = try WholeUnits.parse(text) { return .units(units) }
    let bounds = text.split(separator: "_", omittingEmptySubsequences: false).map(String.init)
    switch bounds.count {
    case 1: return try alone(text)
    case 2: return try between(bounds[0], bounds[1])
    default:
      throw WindowError(
        "\(quotedName(text)): a window has two bounds with one '_' between them",
        example: "2024-10-12_2024-10-14")
    }
  }

  /// A window that is one date.
  private static func alone(_ text: String) throws(WindowError) -> Form {
    if let example = nearest(to: text) {
      throw WindowError("\(quotedName(text)) is not a window", example: example)
    }
    let bound = try WindowBound.parse(text)
    guard case .period = bound else {
      throw WindowError(
        "\(quotedName(text)) is an instant, and a window has a start and an end",
        example: bound == .now ? "2024-10-12_now" : "\(text)_now")
    }
    return .between(bound, bound)
  }

  private static func between(_ first: String, _ second: String) throws(WindowError) -> Form {
    guard !first.isEmpty, !second.isEmpty else {
      throw WindowError(
        "a bound is missing beside '_'",
        example: first.isEmpty ? "2024-10-12_2024-10-14" : "2024-10-12_now")
    }
    let (start, end) = (try WindowBound.parse(first), try WindowBound.parse(second))
    if start == .now || end == .now {
      guard start != end else {
        throw WindowError("'now_now' has no time between its bounds", example: "2024-10-12_now")
      }
      return .between(start, end)
    }
    // No bound is now, so that any time serves as it.
    let (from, to) = (start.start(now: calendar.lowerBound), end.end(now: calendar.lowerBound))
    guard from < to else {
      throw WindowError(
        "the window starts at \(from), which is not before its end at \(to)",
        example: end.start(now: from) < start.end(now: from) ? "\(end)_\(start)" : "\(start)_now")
    }
    return .between(start, end)
  }
}

extension Window: CustomStringConvertible {
  /// The window in its shortest form; reads as the same window.
  public var description: String {
    switch form {
    case .all: "all"
    case .today: "today"
    case .yesterday: "yesterday"
    case .units(let units): "\(units)"
    case .between(let start, let end): start == end ? "\(start)" : "\(start)_\(end)"
    }
  }
}

extension Window {
  fileprivate static let examples = "last24h, 2024-10-12, 2024-10-12T09_2024-10-12T17 or all"

  /// A valid window that was likely meant, or some examples when a text resembles no bound at all.
  fileprivate static func nearest(to text: String) -> String? {
    if text.isEmpty { return examples }
    if let first = text.utf8.first, !(0x30...0x39).contains(first), text != "now" {
      let lower = text.lowercased()
      return lower != text && (try? Window(parsing: lower)) != nil ? lower : examples
    }
    if CalendarPeriod.digitsAsZeros(text) == "0000-00-00-0000-00-00" {
      return "\(text.prefix(10))_\(text.suffix(10))"
    }
    return (try? Window(parsing: "last" + text)).map { "\($0)" }
  }
}
