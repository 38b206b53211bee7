/// The call graph that Go's compiler makes of a profile (internal/profile, NewGraph with the
/// options of cmd/internal/pgo).
///
/// Of each sample only the two innermost locations count, with all their inlined calls. Each
/// caller and callee that follow each other there get the sample's weight on their edge, once per
/// sample, unless both are the same node.
struct CallGraph {
  /// What makes a node: a location without lines has an address only.
  struct Node: Equatable {
    var name: UInt32 = 0
    var startLine: Int64 = 0
    var line: Int64 = 0
    let address: UInt64

    /// Whether both are the same but for the address.
    func isSameLine(as other: Node) -> Bool {
      name == other.name && startLine == other.startLine && line == other.line
    }
  }

  /// Weights of samples, added once per sample.
  struct Tally {
    private(set) var weight: Int64 = 0
    private var lastSample = -1

    mutating func add(_ weight: Int64, sample: Int) {
      guard lastSample != sample else { return }
      lastSample = sample
      self.weight &+= weight
    }
  }

  struct Edge {
    let caller: Int
    let callee: Int
    var tally = Tally()
  }

  private(set) var names = NameTable()
  private(set) var nodes = [Node]()
  private(set) var edges = [Edge]()
  /// Whether a merge with other profiles can be told from the sum of the edges.
  private(set) var isAdditive = true
  /// The sum of the samples' weights.
  private(set) var sampleWeight: Int64 = 0

  /// The weight of the samples that a node is in, and of those in which it is the innermost.
  private var cumulative = [Tally]()
  private var flat = [Int64]()
  private var nodeIndex = HashIndex()
  private var edgeIndex = HashIndex()
  /// Nodes of locations, innermost first, and where each location's begin; -1 before first use.
  private var locationNodes = [Int]()
  private var firstNodes: [Int]
  /// Numbers of the names of functions; `.max` before first use.
  private var functionNames: [UInt32]

  /// - Parameter weightIndex: which of a sample's values is its weight.
  init(_ profile: Profile, weightIndex: Int) {
    firstNodes = [Int](repeating: -1, count: profile.locations.count)
    functionNames = [UInt32](repeating: .max, count: profile.functions.count)
    let typeCount = profile.header.sampleTypes.count
    for sample in 0..<profile.samples.count {
      let weight = profile.samples.values[sample &* typeCount &+ weightIndex]
      if weight != 0 { add(sample, weight: weight, of: profile) }
    }
  }

  /// Whether Go keeps a node: it drops those whose weights cancel out.
  func keeps(_ node: Int) -> Bool {
    cumulative[node].weight != 0 || flat[node] != 0
  }

  private mutating func add(_ sample: Int, weight: Int64, of profile: Profile) {
    let range = profile.samples.locationRange(sample)
    let (sum, overflow) = sampleWeight.addingReportingOverflow(weight)
    sampleWeight = sum
    if overflow || weight < 0 { isAdditive = false }
    var parent = -1
    for position in range.prefix(2).reversed() {
      let location = Int(profile.samples.locations[position])
      for index in nodeRange(location, profile).reversed() {
        let node = locationNodes[index]
        cumulative[node].add(weight, sample: sample)
        if parent >= 0, parent != node {
          edges[edge(caller: parent, callee: node)].tally.add(weight, sample: sample)
        }
        parent = node
      }
    }
    if parent >= 0 { flat[parent] &+= weight }
    if range.count >= 2 { checkMappings(range, profile) }
  }

  /// Notices samples whose nodes differ by the address alone, in different mappings: a merge moves
  /// mappings, which can make such addresses equal or different.
  private mutating func checkMappings(_ range: Range<Int>, _ profile: Profile) {
    let callee = Int(profile.samples.locations[range.lowerBound])
    let caller = Int(profile.samples.locations[range.lowerBound + 1])
    guard profile.locations[callee].mapping != profile.locations[caller].mapping else { return }
    let callees = locationNodes[nodeRange(callee, profile)]
    let callers = locationNodes[nodeRange(caller, profile)]
    guard callees.count * callers.count <= 1 << 10 else {
      isAdditive = false
      return
    }
    for one in callees {
      for other in callers where nodes[one].isSameLine(as: nodes[other]) { isAdditive = false }
    }
  }

  /// Where a location's nodes are in `locationNodes`.
  @inline(__always)
  private mutating func nodeRange(_ location: Int, _ profile: Profile) -> Range<Int> {
    let row = profile.locations[location]
    if firstNodes[location] < 0 { addNodes(location, row, profile) }
    let first = firstNodes[location]
    return first..<first &+ max(1, row.lineRange.count)
  }

  private mutating func addNodes(_ location: Int, _ row: LocationRow, _ profile: Profile) {
    firstNodes[location] = locationNodes.count
    if row.lineRange.isEmpty { locationNodes.append(node(Node(address: row.address))) }
    for position in row.lineRange {
      let line = profile.lines[position]
      let function = profile.functions[Int(line.function)]
      let name = functionName(Int(line.function), profile)
      locationNodes.append(
        node(
          Node(
            name: name, startLine: function.startLine, line: line.line, address: row.address)))
    }
  }

  private mutating func functionName(_ function: Int, _ profile: Profile) -> UInt32 {
    if functionNames[function] == .max {
      let range = profile.strings[Int(profile.functions[function].name)].range
      functionNames[function] = names.intern(profile.bytes.span.extracting(range))
    }
    return functionNames[function]
  }

  private mutating func node(_ node: Node) -> Int {
    var hash = nodeIndex.hash(node.address)
    hash = Hash.mix(UInt64(bitPattern: node.line), into: Hash.mix(UInt64(node.name), into: hash))
    hash = Hash.mix(UInt64(bitPattern: node.startLine), into: hash)
    var probe = nodeIndex.probe(hash)
    while let known = nodeIndex.next(&probe) {
      if nodes[known] == node { return known }
    }
    nodeIndex.insert(hash)
    nodes.append(node)
    cumulative.append(Tally())
    flat.append(0)
    return nodes.count - 1
  }

  private mutating func edge(caller: Int, callee: Int) -> Int {
    let hash = edgeIndex.hash(UInt64(caller) << 32 | UInt64(callee))
    var probe = edgeIndex.probe(hash)
    while let known = edgeIndex.next(&probe) {
      if edges[known].caller == caller, edges[known].callee == callee { return known }
    }
    edgeIndex.insert(hash)
    edges.append(Edge(caller: caller, callee: callee))
    return edges.count - 1
  }
}
