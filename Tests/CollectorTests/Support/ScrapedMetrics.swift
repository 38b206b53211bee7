/// What a collector answers a monitor.
struct ScrapedMetrics {
  /// The answer itself.
  let answer: WebRequest.Answer
  private let values: [String: Double]

  /// Asks; nil without an answer.
  init?(_ port: Int) {
    guard let answer = WebRequest.get("/metrics", from: "127.0.0.1:\(port)"), answer.status == 200
    else { return nil }
    self.answer = answer
    var values: [String: Double] = [:]
    for line in answer.body.split(separator: "\n") where !line.hasPrefix("#") {
      let parts = line.split(separator: " ")
      values[parts.dropLast().joined(separator: " ")] = parts.last.flatMap { Double($0) }
    }
    self.values = values
  }

  /// The value of a name with its labels.
  subscript(_ name: String) -> Double? { values[name] }

  /// The names, without labels.
  var names: Set<String> { Set(values.keys.map { String($0.prefix { $0 != "{" }) }) }
}
