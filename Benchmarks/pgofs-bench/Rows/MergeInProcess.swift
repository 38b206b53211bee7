import Pprof
import Threads

/// Merging in a process that is warm, against the least that any merge does: inflating what it reads
/// and deflating what it writes, with libdeflate on one core.
enum MergeInProcess: Row {
  static let name = "in-process"

  static func figures(_ bench: Bench) throws -> [Figure] {
    try [bench.sets.service, bench.sets.large()].map { set in
      let files = try set.contents()
      let result = try Deflate.inflatedMembers(merged(files))
      let turns = try Turns(runs: bench.runs) {
        try seconds { _ = try merged(files) }
      } theirs: {
        try seconds {
          for file in files { _ = try Deflate.inflated(file) }
          _ = Deflate.deflated(result)
        }
      }
      let (ours, theirs) = turns.series { $0 }
      return .within(
        "merge in process, \(set.name)", .seconds, ours, "inflate + deflate", theirs, target: 3)
    }
  }
}

/// Merges profiles on all cores; the files and the result are gzip.
func merged(_ files: [[UInt8]]) throws -> [UInt8] {
  let merger = try Merger.merging(
    captures: files.count, threads: ThreadGroup.processors, maxInflated: 1 << 30
  ) { number, file in file = files[number] }
  return Gzip.deflate(try merger.encoded())
}
