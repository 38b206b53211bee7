extension Profile {
  /// The largest sum of a column of the samples' values, if the profile can be merged with others
  /// in parts: if merging the merges of some of them gives the bytes that merging them all gives.
  /// Nil where it might not:
  ///
  /// - The merge's time is the earliest but for zeros, the period the largest but for zeros and
  ///   negative ones: which of these wins depends on what was merged before.
  /// - Values that add up to zero, by their signs or by overflow, end a sample in a part, and it
  ///   then comes back in another place. The sums of all profiles together have to fit as well.
  /// - A label whose string or unit is empty and yet not string 0 counts while it is merged, and is
  ///   lost when it is written. Labels that are numbers, which Go doesn't write, are left to the
  ///   merge of everything altogether: google/pprof's key for a sample doesn't delimit them.
  /// - The first mapping stays in a merge even if nothing refers to it, and stands for equal ones that
  ///   are used: in a part, but not where a mapping came before.
  public var sumForMergingInParts: Int64? {
    guard header.timeNanos > 0, header.period >= 0, labelsSurvive, usesFirstMapping,
      isFirstMappingUnique
    else { return nil }
    return largestSum
  }

  private var labelsSurvive: Bool {
    samples.labels.allSatisfy { $0.isText && !strings[Int($0.string)].range.isEmpty }
  }

  private var usesFirstMapping: Bool {
    mappings.isEmpty
      || (0..<samples.count).contains { sample in
        samples.locationRange(sample).contains { position in
          locations[Int(samples.locations[position])].mapping == 1
        } && hasValue(sample)
      }
  }

  private var isFirstMappingUnique: Bool {
    guard let first = mappings.first else { return true }
    return mappings.dropFirst().allSatisfy { other in
      other.offset != first.offset
        || MappingTable.roundedSize(other) != MappingTable.roundedSize(first)
        || name(of: other) != name(of: first)
    }
  }

  /// What names a mapping when it is compared.
  private func name(of mapping: MappingRow) -> [UInt8] {
    let buildID = string(mapping.buildID)
    return buildID.isEmpty ? string(mapping.file) : buildID
  }

  private func hasValue(_ sample: Int) -> Bool {
    let typeCount = header.sampleTypes.count
    return samples.values[sample * typeCount..<(sample + 1) * typeCount].contains { $0 != 0 }
  }

  private var largestSum: Int64? {
    let typeCount = header.sampleTypes.count
    var sums = [Int64](repeating: 0, count: typeCount)
    var column = 0
    for value in samples.values {
      let (sum, overflow) = sums[column].addingReportingOverflow(value)
      guard value >= 0, !overflow else { return nil }
      sums[column] = sum
      column = column + 1 == typeCount ? 0 : column + 1
    }
    return sums.max() ?? 0
  }
}
