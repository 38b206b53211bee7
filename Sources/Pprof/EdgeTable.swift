/// What Go's compiler reads of a profile: how often each call edge was seen.
///
/// An edge is a caller, a callee, and the call's line relative to the caller's first line
/// (cmd/internal/pgo, NamedCallEdge). Tables of profiles add up to the table of their merge, so
/// that no merge is needed to build from many profiles; `isAdditive` tells the rare exceptions.
public struct EdgeTable: Sendable {
  struct Row {
    let caller: UInt32
    let callee: UInt32
    let offset: Int64
    var weight: Int64
  }

  /// Those of the rows, and others.
  private(set) var names = SharedNames()
  private(set) var rows = [Row]()
  /// Of the rows; made when the first are added to others.
  private var index: HashIndex?

  /// Whether any function that takes part has a start line: Go refuses profiles without.
  private(set) var hasStartLine = false
  /// Whether any sample has a weight: Go then asks for start lines even if there is no edge.
  private(set) var hasNodes = false
  /// What the weights count.
  private(set) var weightType = ValueType.samplesCount
  /// The sum of the samples' weights.
  private(set) var sampleWeight: Int64 = 0

  /// Whether adding this table to others gives what a merge of the profiles would give.
  ///
  /// It doesn't when a profile has negative weights, when the weights overflow 64 bits, or when a
  /// line is called from the same line at another address in another mapping: a merge moves
  /// mappings. Then take the table of the merge itself. A profile of the edges doesn't tell it.
  public private(set) var isAdditive = true

  /// A table without edges.
  public init() {}

  /// A table as it was written: of the rows, each is another edge.
  init(_ parts: Parts, names: NameTable, rows: [Row], weightType: ValueType) {
    self.names = SharedNames(names)
    self.rows = rows
    self.weightType = weightType
    hasStartLine = parts.hasStartLine
    hasNodes = parts.hasNodes
    isAdditive = parts.isAdditive
    sampleWeight = parts.sampleWeight
  }

  /// What a table knows beside its edges.
  struct Parts {
    let hasStartLine: Bool
    let hasNodes: Bool
    let isAdditive: Bool
    let sampleWeight: Int64
  }

  /// The call edges of a profile; none when it isn't a CPU profile. A table takes time in
  /// proportion to the frames that `Profile.checkCapture` limits.
  public init(_ profile: Profile) {
    let schema = profile.schema
    guard let weightIndex = schema.weightIndex else { return }
    weightType = schema.sampleTypes[weightIndex]
    let graph = CallGraph(profile, weightIndex: weightIndex)
    isAdditive = graph.isAdditive
    sampleWeight = graph.sampleWeight
    names = SharedNames(graph.names)
    for (number, node) in graph.nodes.enumerated() where graph.keeps(number) {
      hasNodes = true
      if node.startLine != 0 { hasStartLine = true }
    }
    add(
      graph.edges.lazy.filter { graph.keeps($0.caller) }.map { edge in
        let caller = graph.nodes[edge.caller]
        return Row(
          caller: caller.name, callee: graph.nodes[edge.callee].name,
          offset: caller.line &- caller.startLine, weight: edge.tally.weight)
      })
  }

  /// Whether Go would silently do without profile-guided optimisation: there is no call edge, or
  /// the edges' weights add up to nothing.
  public var isEmpty: Bool {
    rows.reduce(0) { $0 &+ $1.weight } == 0
  }

  /// Adds another table's edges.
  public mutating func add(_ other: EdgeTable) {
    if !hasNodes { weightType = other.weightType }
    hasStartLine = hasStartLine || other.hasStartLine
    hasNodes = hasNodes || other.hasNodes
    let (sum, overflow) = sampleWeight.addingReportingOverflow(other.sampleWeight)
    sampleWeight = sum
    isAdditive = isAdditive && other.isAdditive && !overflow
    if rows.isEmpty {
      (names, rows, index) = (other.names, other.rows, other.index)
    } else {
      add(other.sharing(names).rows)
    }
  }

  /// The same table with these names: tables that share them are added without a look at a name.
  func sharing(_ names: SharedNames) -> EdgeTable {
    if self.names === names { return self }
    var table = self
    table.rows = names.renumbering(rows, of: self.names)
    (table.names, table.index) = (names, nil)
    return table
  }

  /// The same table without what only adding to it needs.
  var compact: EdgeTable {
    var table = self
    table.index = nil
    return table
  }

  private mutating func add(_ new: some Sequence<Row>) {
    var index = takeIndex()
    for row in new {
      let hash = EdgeTable.hash(row, seed: index.seed)
      if let known = EdgeTable.find(row, hash, in: rows, index) {
        rows[known].weight &+= row.weight
      } else {
        index.insert(hash)
        rows.append(row)
      }
    }
    self.index = index
  }

  @inline(__always)
  private static func find(_ row: Row, _ hash: UInt64, in rows: [Row], _ index: HashIndex) -> Int? {
    var probe = index.probe(hash)
    while let known = index.next(&probe) {
      let other = rows[known]
      if other.caller == row.caller, other.callee == row.callee, other.offset == row.offset {
        return known
      }
    }
    return nil
  }

  private mutating func takeIndex() -> HashIndex {
    if let index = index.take() { return index }
    var index = HashIndex()
    // Small sums grow: 96 captures of a service have 19 times the edges of one capture, and 6 times
    // those of an hour's six.
    index.reserve(rows.count + min(3 * rows.count, 1 << 16))
    for row in rows { index.insert(EdgeTable.hash(row, seed: index.seed)) }
    return index
  }

  @inline(__always)
  private static func hash(_ row: Row, seed: UInt64) -> UInt64 {
    Hash.mix(
      UInt64(bitPattern: row.offset),
      into: Hash.mix(UInt64(row.caller) << 32 | UInt64(row.callee), into: seed))
  }
}
