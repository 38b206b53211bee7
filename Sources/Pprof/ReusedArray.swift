extension Array {
  /// Makes room in an empty array that holds something of one capture after another, for an eighth
  /// more than is asked for: captures of a service are of about one size, and each that is the largest
  /// so far would take memory anew.
  package mutating func makeRoom(for count: Int) {
    precondition(isEmpty, "what the array holds would be lost")
    guard capacity < count else { return }
    // What it had is given back first.
    self = []
    reserveCapacity(count + count / 8)
  }
}
