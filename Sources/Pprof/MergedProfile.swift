/// The result of a merge, ready to be written; ids are 1-based.
struct MergedProfile {
  let header: MergedHeader
  var strings: StringTable
  var mappings: [MappingRow]
  var functions: [FunctionRow]
  var locations: LocationRows
  var lines: LineTable
  var labelSets: LabelSetTable
  var samples: SampleTable

  /// Drops the samples whose values cancelled out, and what only they referred to.
  ///
  /// google/pprof merges the result with itself alone for this. All keys being different
  /// already, that only drops and renumbers, in order of first use.
  mutating func dropZeroSamples() {
    guard samples.hasZeros else { return }
    let old = self
    samples = SampleTable(valueCount: old.samples.valueCount)
    mappings = Array(old.mappings.prefix(1))
    functions = []
    locations = LocationRows()
    lines = LineTable()
    var newMappings = [UInt32](repeating: 0, count: old.mappings.count)
    if !mappings.isEmpty { newMappings[0] = 1 }
    var newFunctions = [UInt32](repeating: 0, count: old.functions.count)
    var newLocations = [UInt32](repeating: 0, count: old.locations.count)

    func keep(_ row: LocationRow) -> UInt32 {
      var row = row
      if row.mapping != 0 {
        let mapping = Int(row.mapping) - 1
        if newMappings[mapping] == 0 {
          mappings.append(old.mappings[mapping])
          newMappings[mapping] = UInt32(mappings.count)
        }
        row.mapping = newMappings[mapping]
      }
      let range = row.lineRange
      row.firstLine = UInt32(lines.count)
      for position in range {
        var line = old.lines[position]
        let function = Int(line.function) - 1
        if newFunctions[function] == 0 {
          functions.append(old.functions[function])
          newFunctions[function] = UInt32(functions.count)
        }
        line.function = newFunctions[function]
        lines.append(line)
      }
      row.lastLine = UInt32(lines.count)
      locations.append(row)
      return UInt32(locations.count)
    }

    func newID(_ id: UInt32) -> UInt32 {
      let location = Int(id) - 1
      if newLocations[location] == 0 { newLocations[location] = keep(old.locations[location]) }
      return newLocations[location]
    }

    old.samples.records.forEach { sample in
      if sample.isZero { return }
      samples.append(
        locations: StackField.ids(in: sample.stack).map(newID), labelSet: sample.labelSet,
        values: sample.values.span)
    }
  }
}
