import Synchronization

/// Names of functions that edge tables share, so that one is added to another by numbers alone.
///
/// Names only ever come to it, and keep their numbers; a table that goes leaves its names behind.
public final class SharedNames: Sendable {
  private struct State {
    var names: NameTable
    /// Numbers of names, in order of the names: of those that were there when it was last asked for.
    var sorted: [UInt32] = []
  }

  private let state: Mutex<State>

  init(_ names: NameTable) { state = Mutex(State(names: names)) }

  /// No names yet but the empty one.
  public convenience init() { self.init(NameTable()) }

  /// How many bytes the names have in all.
  public var size: Int { state.withLock { $0.names.bytes.count } }

  /// The names so far.
  var current: NameTable { state.withLock { $0.names } }

  /// Rows of another table, with numbers of these names.
  func renumbering(_ rows: [EdgeTable.Row], of others: SharedNames) -> [EdgeTable.Row] {
    let theirs = others.current
    var numbers = [UInt32](repeating: .max, count: theirs.count)
    return state.withLock { state in
      func number(_ name: UInt32) -> UInt32 {
        if numbers[Int(name)] == .max {
          numbers[Int(name)] = state.names.intern(
            theirs.bytes.span.extracting(theirs.range(name)))
        }
        return numbers[Int(name)]
      }
      return rows.map { row in
        EdgeTable.Row(
          caller: number(row.caller), callee: number(row.callee), offset: row.offset,
          weight: row.weight)
      }
    }
  }

  /// The names so far, and their numbers in order of the names.
  func sorted() -> (names: NameTable, numbers: [UInt32]) {
    state.withLock { state in
      let names = state.names
      if state.sorted.count < names.count {
        let new = (UInt32(state.sorted.count)..<UInt32(names.count))
          .sorted { names.precedes($0, $1) }
        state.sorted = SharedNames.merged(state.sorted, new) { names.precedes($0, $1) }
      }
      return (names, state.sorted)
    }
  }

  private static func merged(
    _ one: [UInt32], _ other: [UInt32], by precedes: (UInt32, UInt32) -> Bool
  ) -> [UInt32] {
    var result: [UInt32] = []
    result.reserveCapacity(one.count + other.count)
    var rest = one[...]
    for number in other {
      while let next = rest.first, precedes(next, number) {
        result.append(next)
        rest.removeFirst()
      }
      result.append(number)
    }
    return result + rest
  }
}
