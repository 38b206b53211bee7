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

  private(set) var names = NameTable()
  private(set) var rows = [Row]()
  /// Of the rows; made when the first is added one by one.
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
    self.names = names
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
    names = graph.names
    for (number, node) in graph.nodes.enumerated() where graph.keeps(number) {
      hasNodes = true
      if node.startLine != 0 { hasStartLine = true }
    }
    for edge in graph.edges where graph.keeps(edge.caller) {
      let caller = graph.nodes[edge.caller]
      add(
        Row(
          caller: caller.name, callee: graph.nodes[edge.callee].name,
          offset: caller.line &- caller.startLine, weight: edge.tally.weight))
    }
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
      return
    }
    var numbers = [UInt32](repeating: .max, count: other.names.count)
    for row in other.rows {
      add(
        Row(
          caller: number(row.caller, of: other, &numbers),
          callee: number(row.callee, of: other, &numbers), offset: row.offset, weight: row.weight))
    }
  }

  @inline(__always)
  private mutating func number(
    _ name: UInt32, of other: EdgeTable, _ numbers: inout [UInt32]
  ) -> UInt32 {
    if numbers[Int(name)] == .max {
      numbers[Int(name)] = names.intern(
        other.names.bytes.span.extracting(other.names.range(name)))
    }
    return numbers[Int(name)]
  }

  private mutating func add(_ new: Row) {
    if index == nil {
      var index = HashIndex()
      for row in rows { index.insert(EdgeTable.hash(row, seed: index.seed)) }
      self.index = index
    }
    let hash = EdgeTable.hash(new, seed: index!.seed)
    var probe = index!.probe(hash)
    while let row = index!.next(&probe) {
      if rows[row].caller == new.caller, rows[row].callee == new.callee,
        rows[row].offset == new.offset
      {
        rows[row].weight &+= new.weight
        return
      }
    }
    index!.insert(hash)
    rows.append(new)
  }

  @inline(__always)
  private static func hash(_ row: Row, seed: UInt64) -> UInt64 {
    Hash.mix(
      UInt64(bitPattern: row.offset),
      into: Hash.mix(UInt64(row.caller) << 32 | UInt64(row.callee), into: seed))
  }
}
