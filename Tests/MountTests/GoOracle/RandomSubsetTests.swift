import ProfileStore
import TestSupport
import Testing

/// What holds for whole corpora holds for random subsets of them: windows by their bounds, and what
/// is left after deletions.
@Suite(.everyStore) struct RandomSubsetTests {
  @Test(arguments: ["std", "svc", "both"])
  func `a window between random bounds is Go's merge of the captures in it`(
    corpus: String
  ) throws {
    var generator = SeededGenerator("windows of \(corpus)")
    let captures = RandomSubsetTests.scattered(corpus, &generator)
    var script = captures.writing
    for _ in 0..<5 {
      let (window, span) = RandomSubsetTests.window(around: captures, &generator)
      let inside = captures.filter { span.contains($0.name.time) }
      script +=
        inside.isEmpty
        ? "not test -e $M/shop/merged/\(window).pprof\n"
        : "same_merge shop/merged/\(window) \(inside.inOrder)\nsame_edges shop/merged/\(window)\n"
    }
    let result = try Mounted().go(script)
    #expect(result.status == 0, "PGOFS_SEED=\(generator.seed): \(result)")
  }

  @Test(arguments: ["std", "svc", "both"])
  func `after random deletions, all is Go's merge of what is left`(corpus: String) throws {
    var generator = SeededGenerator("deletions from \(corpus)")
    var captures = RandomSubsetTests.scattered(corpus, &generator).shuffled(using: &generator)
    var script = captures.writing
    while captures.count > 3 {
      let deleted = captures.prefix(.random(in: 1...captures.count / 2, using: &generator))
      captures.removeFirst(deleted.count)
      script += deleted.map { "rm \"$M/\($0.path)\"\n" }.joined()
      script += "same_merge shop/merged/all \(captures.inOrder)\nsame_edges shop/merged/all\n"
    }
    let result = try Mounted().go(script)
    #expect(result.status == 0, "PGOFS_SEED=\(generator.seed): \(result)")
  }

  private static let apps = ["shop", "shop/api", "shop/api-v2", "shop/api/eu", "shop/0"]
  private static let sources = [nil, "a", "a.b", "a-b", "pod-7f9c", "Z"]

  /// 40 profiles of a corpus at random times of the week before the clock's, some at one time.
  private static func scattered(
    _ corpus: String, _ generator: inout SeededGenerator
  ) -> [PlacedCapture] {
    var profiles: [String] = []
    if corpus != "svc" { profiles += Corpus.standardLibrary.profiles }
    if corpus != "std" { profiles += Corpus.service.profiles }
    var captures: [String: PlacedCapture] = [:]
    var times: [Timestamp] = []
    for profile in profiles.shuffled(using: &generator).prefix(40) {
      var time = TestClock().now.advanced(
        byMilliseconds: -.random(in: 1...7 * Timestamp.day, using: &generator))
      if Bool.random(using: &generator) { time = time.rounded(downTo: Timestamp.second) }
      if Int.random(in: 0..<4, using: &generator) == 0 {
        time = times.randomElement(using: &generator) ?? time
      }
      times.append(time)
      let capture = PlacedCapture(
        profile: profile, app: apps.randomElement(using: &generator)!,
        name: CaptureName(time: time, source: sources.randomElement(using: &generator)!))
      captures[capture.path] = capture
    }
    return captures.values.sorted(by: PlacedCapture.precedes)
  }

  /// A window in one of its notations, and the time that it spans.
  private static func window(
    around captures: [PlacedCapture], _ generator: inout SeededGenerator
  ) -> (name: String, span: Range<Timestamp>) {
    let times = (0..<2).map { _ in captures.randomElement(using: &generator)!.name.time }.sorted()
    let (first, last) = (times[0], times[1].advanced(byMilliseconds: 1))
    switch Int.random(in: 0..<4, using: &generator) {
    case 0:
      return ("\(first.milliseconds)_\(last.milliseconds)", first..<last)
    case 1:
      let (start, end) = (instant(first), instant(last.advanced(byMilliseconds: Timestamp.second)))
      return ("\(start.name)_\(end.name)", start.time..<end.time)
    case 2:
      return ("\(first.milliseconds)_now", first..<TestClock().now)
    default:
      let days = (Day(containing: first), Day(containing: last))
      return ("\(days.0)_\(days.1)", days.0.start..<days.1.end)
    }
  }

  /// The second that an instant is in, as a bound of a window.
  private static func instant(_ time: Timestamp) -> (name: String, time: Timestamp) {
    let second = time.rounded(downTo: Timestamp.second)
    let name = CaptureName(time: second)
    return ("\(name.day)T\(name.fileName.prefix(8))", second)
  }
}
