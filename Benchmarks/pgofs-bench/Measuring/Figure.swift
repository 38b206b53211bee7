/// One line of the table: what pgofs took, what the alternative took, and how the two compare.
struct Figure: Sendable {
  /// What the comparison should come to. Nobody is held to it: it stands beside what was measured.
  enum Target: Sendable {
    case none
    case atLeast(Double)
    case atMost(Double)
  }

  let what: String
  let unit: Unit
  let ours: Series
  var against = ""
  var theirs: Series?
  /// The quotient or difference of the two, or what else is compared with the target.
  var compared: Series?
  var comparedUnit = Unit.times
  var target = Target.none

  /// A cost of both, and how many times less ours is.
  static func less(
    _ what: String, _ unit: Unit, _ ours: Series, _ against: String, _ theirs: Series,
    target: Double? = nil
  ) -> Figure {
    Figure(
      what: what, unit: unit, ours: ours, against: against, theirs: theirs,
      compared: theirs / ours, target: target.map { .atLeast($0) } ?? .none)
  }

  /// A cost of both, and how many times theirs ours is.
  static func within(
    _ what: String, _ unit: Unit, _ ours: Series, _ against: String, _ theirs: Series,
    target: Double
  ) -> Figure {
    Figure(
      what: what, unit: unit, ours: ours, against: against, theirs: theirs,
      compared: ours / theirs, target: .atMost(target))
  }

  /// A cost of ours that is compared with nothing but a bound, if there is one.
  static func alone(_ what: String, _ unit: Unit, _ ours: Series, target: Double? = nil) -> Figure {
    var figure = Figure(what: what, unit: unit, ours: ours)
    if let target {
      (figure.compared, figure.comparedUnit, figure.target) = (ours, unit, .atMost(target))
    }
    return figure
  }

  /// Such as `14.2x (10x)`, `2.40x (at most 3.00x)` or nothing.
  var comparison: String {
    guard let compared else { return "" }
    let value = comparedUnit.text(compared.median)
    switch target {
    case .none: return value
    case .atLeast(let bound): return "\(value) (\(Figure.short(bound, comparedUnit)))"
    case .atMost(let bound): return "\(value) (at most \(Figure.short(bound, comparedUnit)))"
    }
  }

  private static func short(_ bound: Double, _ unit: Unit) -> String {
    if case .times = unit, bound == bound.rounded() { return "\(Int(bound))x" }
    return unit.text(bound)
  }
}
