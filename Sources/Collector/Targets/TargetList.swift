import FoundationEssentials

/// A list of targets in the form of Prometheus's file_sd and http_sd:
/// `[{"targets": ["host:6060"], "labels": {"app": "sample"}}]`.
enum TargetList {
  private struct Group: Decodable {
    let targets: [String]
    let labels: [String: String]?
  }

  /// Reads a list.
  ///
  /// - Throws: the first fault, with its place.
  static func parse(
    _ bytes: [UInt8], _ settings: TargetSettings
  ) throws(TargetError) -> [Target] {
    var targets = [Target]()
    for (number, group) in try groups(bytes).enumerated() {
      for (index, address) in group.targets.enumerated() {
        do throws(TargetError) {
          targets.append(try settings.target(address, labels: group.labels ?? [:]))
        } catch {
          throw error.at("[\(number)].targets[\(index)]")
        }
        guard targets.count <= Limits.targets else {
          throw TargetError("more than \(Limits.targets) targets")
        }
      }
    }
    return targets
  }

  private static func groups(_ bytes: [UInt8]) throws(TargetError) -> [Group] {
    // The decoder doesn't say where a text stops to be JSON.
    if let fault = JSONFault(in: bytes) { throw TargetError("\(fault)") }
    do {
      return try JSONDecoder().decode([Group].self, from: Data(bytes))
    } catch let error as DecodingError {
      throw TargetError(error)
    } catch {
      throw TargetError("\(error)")
    }
  }
}

extension TargetError {
  fileprivate init(_ error: DecodingError) {
    switch error {
    case .typeMismatch(_, let context), .valueNotFound(_, let context),
      .dataCorrupted(let context):
      self = TargetError(context.debugDescription).at(TargetError.place(context.codingPath))
    case .keyNotFound(let key, let context):
      self = TargetError("there is no \"\(key.stringValue)\"").at(
        TargetError.place(context.codingPath))
    @unknown default: self.init("\(error)")
    }
  }

  private static func place(_ path: [any CodingKey]) -> String {
    guard !path.isEmpty else { return "the list" }
    return path.enumerated().map { index, key in
      if let number = key.intValue { return "[\(number)]" }
      return index == 0 ? key.stringValue : ".\(key.stringValue)"
    }.joined()
  }
}
