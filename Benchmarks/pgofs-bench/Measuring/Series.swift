/// The values of one figure over several runs. It is never empty.
struct Series: Sendable {
  let values: [Double]

  init(_ values: [Double]) {
    precondition(!values.isEmpty, "a series of no runs")
    self.values = values
  }

  /// The middle value; of an even number of values, the mean of the two in the middle.
  var median: Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }

  var min: Double { values.min()! }
  var max: Double { values.max()! }

  /// The quotients of two series, run by run: of runs that took turns, they hold on a machine whose
  /// speed drifts.
  static func / (one: Series, other: Series) -> Series {
    precondition(one.values.count == other.values.count, "series of different numbers of runs")
    return Series(zip(one.values, other.values).map { $0 / $1 })
  }

  /// The differences of two series, run by run.
  static func - (one: Series, other: Series) -> Series {
    precondition(one.values.count == other.values.count, "series of different numbers of runs")
    return Series(zip(one.values, other.values).map { $0 - $1 })
  }
}
