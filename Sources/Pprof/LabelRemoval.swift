/// Which labels of samples, as pprof.Do sets them, are to go: they may name tenants and users.
public enum RemovedLabels: Hashable, Sendable {
  /// Every label.
  case all
  /// Those with these keys.
  case named(Set<String>)
}

extension Profile {
  /// The profile, gzip, without labels: neither they nor their strings are in its bytes. Samples that
  /// differ by them alone become one; all else is as google/pprof's `profile.Merge` leaves it.
  ///
  /// - Throws: as `Merger.add`.
  public func removing(_ labels: RemovedLabels) throws(ProfileError) -> [UInt8] {
    var profile = self
    profile.keepLabels { key in
      switch labels {
      case .all: false
      case .named(let names): !names.contains(String(decoding: string(key), as: UTF8.self))
      }
    }
    // A merge takes over what is referred to, and so leaves the strings of labels behind.
    var merger = Merger()
    try merger.add(profile)
    return Gzip.deflate(try merger.encoded())
  }
}

extension SampleColumns {
  /// Keeps the labels with the keys of which the predicate holds; keys are numbers of strings.
  mutating func keepLabels(_ isKept: (UInt32) -> Bool) {
    var decisions: [UInt32: Bool] = [:]
    var (kept, ends) = ([LabelRow](), [UInt32]())
    ends.reserveCapacity(labelEnds.count)
    for sample in 0..<count {
      for label in labels[labelRange(sample)] {
        let decision = decisions[label.key] ?? isKept(label.key)
        decisions[label.key] = decision
        if decision { kept.append(label) }
      }
      ends.append(UInt32(kept.count))
    }
    (labels, labelEnds) = (kept, ends)
  }
}
