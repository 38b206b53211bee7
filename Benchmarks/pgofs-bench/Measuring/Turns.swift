/// What two things that took turns came to: A B A B, after a turn each that isn't counted.
struct Turns<Result> {
  private(set) var ours: [Result] = []
  private(set) var theirs: [Result] = []

  init(runs: Int, ours: () throws -> Result, theirs: () throws -> Result) throws {
    for run in 0...runs {
      let results = (try ours(), try theirs())
      guard run > 0 else { continue }
      self.ours.append(results.0)
      self.theirs.append(results.1)
    }
  }

  /// One figure of both.
  func series(_ figure: (Result) -> Double) -> (ours: Series, theirs: Series) {
    (Series(ours.map(figure)), Series(theirs.map(figure)))
  }
}
