import Maintenance
import ProfileStore
import ProfileTree
import TestSupport
import Testing

/// A prune of any store by any criteria does what the rule says, read word by word.
@Suite struct GeneratedPruneTests {
  private struct Stored {
    let app: AppPath
    let name: CaptureName
    let size: Int
    var path: String { "\(StoreFile.capture(app, name))" }
  }

  @Test func `what is left is what the rule says`() throws {
    var random = SeededGenerator("prune")
    for _ in 0..<200 {
      let captures = store(&random)
      let memory = MemoryStore()
      for capture in captures {
        try memory.put(
          [UInt8](repeating: 0, count: capture.size), as: .capture(capture.app, capture.name))
      }
      let criteria = criteria(of: captures, &random)
      var prune = Prune(memory, criteria, now: instant("2024-10-14"))
      try prune.run()
      let expected = left(of: captures, criteria)
      #expect(try memory.paths() == expected.map(\.path).sorted(), "\(criteria)")
      #expect(prune.report.deleted == captures.count - expected.count)
      if criteria.maxBytes != nil {
        #expect(prune.report.bytesLeft == expected.reduce(0) { $0 + $1.size })
      }
    }
  }

  private func store(_ random: inout SeededGenerator) -> [Stored] {
    let apps = ["a", "a/b", "c"].map(app)
    var seen: Set<String> = []
    return (0..<Int.random(in: 0..<60, using: &random)).compactMap { _ in
      // Few instants, so that some are shared.
      let minutes = Int.random(in: 0..<50, using: &random) * 97
      let time = instant("2024-10-10", 0, minutes)
      let source = Bool.random(using: &random) ? "pod" : nil
      let stored = Stored(
        app: apps.randomElement(using: &random)!, name: CaptureName(time: time, source: source),
        size: Int.random(in: 0..<100, using: &random))
      return seen.insert(stored.path).inserted ? stored : nil
    }
  }

  private func criteria(of captures: [Stored], _ random: inout SeededGenerator) -> PruneCriteria {
    var criteria = PruneCriteria()
    func chance() -> Bool { Int.random(in: 0..<3, using: &random) == 0 }
    if chance() { criteria.before = instant("2024-10-10", Int.random(in: 0..<96, using: &random)) }
    if chance() {
      criteria.maxBytes = Int.random(in: 0...(captures.reduce(0) { $0 + $1.size }), using: &random)
    }
    if chance() {
      let hours = (0..<2).map { _ in Int.random(in: 0..<23, using: &random) }.sorted()
      let text = hours.map { "2024-10-12T\($0 < 10 ? "0" : "")\($0)" }
      criteria.window = try? Window(parsing: text.joined(separator: "_"))
    }
    if chance() { criteria.keptPerApp = Int.random(in: 1..<6, using: &random) }
    return criteria
  }

  private func left(of captures: [Stored], _ criteria: PruneCriteria) -> [Stored] {
    let sorted = captures.sorted { $0.name < $1.name }
    let kept = Dictionary(grouping: sorted, by: \.app).values
      .flatMap { $0.suffix(criteria.keptPerApp) }.map(\.path)
    let window = criteria.window?.span(now: instant("2024-10-14"), newest: nil, settle: 0).whole
    var left = sorted.filter { capture in
      let isNamed =
        criteria.before.map { capture.name.time < $0 } ?? false
        || window?.contains(capture.name.time) ?? false
      return !isNamed || kept.contains(capture.path)
    }
    guard let maxBytes = criteria.maxBytes else { return left }
    while left.reduce(0, { $0 + $1.size }) > maxBytes,
      let oldest = left.first(where: { !kept.contains($0.path) })
    {
      left.removeAll { $0.name.time == oldest.name.time && !kept.contains($0.path) }
    }
    return left
  }
}
