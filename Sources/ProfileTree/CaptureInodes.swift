import Pprof
import ProfileStore

/// The inodes of captures that the kernel knows. A listing makes one of each capture, of a million a
/// million: a row of 72 bytes, found by its number, and by its key through an index beside.
struct CaptureInodes {
  private struct Row {
    var name: CaptureName
    var status: FileStatus
    /// Which of the places it is in; of a free row, the next free one.
    var place: UInt32
    /// 0 when the row is free.
    var lookups: UInt32
    /// How often the row was used before.
    var generation: UInt32

    /// A free row.
    init(name: CaptureName, next: UInt32) {
      self.name = name
      status = FileStatus(
        size: 0, identity: Identity(high: 0, low: 0), modified: Timestamp(milliseconds: 0))
      place = next
      lookups = 0
      generation = 0
    }
  }

  /// The bytes of a row, beside the heap that a source of more than 15 bytes is in.
  static var rowSize: Int { MemoryLayout<Row>.stride }

  private static let noName = CaptureName(time: Timestamp(milliseconds: 0))

  /// A day of an app that rows are in.
  private struct Place {
    var app: AppPath
    var day: Day
    var rows = 0
    /// That of its path, which those of its captures go on from.
    var fingerprint: Fingerprint

    init(app: AppPath, day: Day) {
      self.app = app
      self.day = day
      fingerprint = Fingerprint()
      fingerprint.update("\(StoreDirectory.day(app, day))/".utf8)
    }

    var directory: StoreDirectory { .day(app, day) }

    func isOf(_ app: AppPath, _ day: Day) -> Bool { self.day == day && self.app == app }
  }

  /// Rows come in blocks, so that growing copies none and leaves little room unused.
  private static let blockRows = 1024
  private var blocks: [[Row]] = []
  private var freeRow = UInt32.max

  private var places: [Place?] = []
  private var placeNumbers: [StoreDirectory: UInt32] = [:]
  private var freePlaces: [UInt32] = []
  private var lastPlace: UInt32?

  private var index = RowIndex()
  /// The st_ino of those that were renamed, which keep it.
  private var keptInodes: [UInt32: UInt64] = [:]

  /// How many there are.
  private(set) var count = 0

  // MARK: Looking

  /// What an inode is, with its st_ino; nil when it isn't one of these.
  func record(of id: NodeID) -> (file: StoreFile, status: FileStatus, inode: UInt64)? {
    guard let row = row(of: id) else { return nil }
    let found = self[row]
    return (.capture(places[Int(found.place)]!.app, found.name), found.status, inode(of: row))
  }

  /// The inode of a capture of this identity.
  func id(of name: CaptureName, of app: AppPath, _ identity: Identity) -> NodeID? {
    guard let place = placeNumbers[.day(app, name.day)] else { return nil }
    return row(of: name, in: place, identity).map(id)
  }

  // MARK: Changing

  /// The inode of a capture, made where it is new, with its st_ino; counts a look-up.
  mutating func intern(
    _ name: CaptureName, of app: AppPath, _ status: FileStatus
  ) -> (id: NodeID, inode: UInt64) {
    let place = place(of: app, name.day)
    if let row = row(of: name, in: place, status.identity) {
      // So many look-ups that they can't be counted: it stays.
      if self[row].lookups < .max { self[row].lookups += 1 }
      return (id(of: row), inode(of: row))
    }
    let row = takeRow()
    self[row].name = name
    self[row].status = status
    self[row].place = place
    self[row].lookups = 1
    places[Int(place)]!.rows += 1
    enter(row)
    return (id(of: row), inode(of: row))
  }

  /// Takes back look-ups; false when the inode isn't one of these.
  mutating func forget(_ id: NodeID, lookups: UInt64) -> Bool {
    guard let row = row(of: id) else { return false }
    guard self[row].lookups < .max else { return true }
    self[row].lookups -= UInt32(min(lookups, UInt64(self[row].lookups)))
    if self[row].lookups == 0 { free(row) }
    return true
  }

  /// Takes an inode out that became something else: its st_ino and look-ups.
  mutating func remove(_ id: NodeID) -> (inode: UInt64, lookups: UInt64)? {
    guard let row = row(of: id) else { return nil }
    let removed = (inode(of: row), UInt64(self[row].lookups))
    free(row)
    return removed
  }

  /// Gives a capture another name. Where another inode has that already, this one is a second inode of
  /// the same thing.
  mutating func rename(
    _ id: NodeID, to name: CaptureName, of app: AppPath, _ status: FileStatus
  ) {
    guard let row = row(of: id) else { return }
    keptInodes[row] = inode(of: row)
    withdraw(row)
    let place = place(of: app, name.day)
    let isTaken = self.row(of: name, in: place, status.identity) != nil
    places[Int(place)]!.rows += 1
    leave(self[row].place)
    self[row].name = name
    self[row].status = status
    self[row].place = place
    if !isTaken { enter(row) }
  }

  /// Gives what lies below an app the app's new path.
  mutating func move(_ app: AppPath, to target: AppPath) {
    let moving = places.indices.filter { places[$0]?.app.moved(from: app, to: target) != nil }
    guard !moving.isEmpty else { return }
    let isMoving = Set(moving.map { UInt32($0) })
    for (number, block) in blocks.enumerated() {
      for (offset, row) in block.enumerated() where row.lookups > 0 && isMoving.contains(row.place)
      {
        let row = UInt32(number * CaptureInodes.blockRows + offset)
        keptInodes[row] = inode(of: row)
      }
    }
    for number in moving {
      guard let old = places[number], let app = old.app.moved(from: app, to: target) else {
        continue
      }
      var moved = Place(app: app, day: old.day)
      moved.rows = old.rows
      if placeNumbers[old.directory] == UInt32(number) { placeNumbers[old.directory] = nil }
      // What was there before is gone: no capture of it is looked up again.
      placeNumbers[moved.directory] = UInt32(number)
      places[number] = moved
    }
    lastPlace = nil
  }

  // MARK: Numbers

  // Of its row and of how often that was used before: no number comes twice. The mark tells them from
  // those of other inodes, which are counted from 1.
  private static let mark: UInt64 = 1 << 62
  private static let lastGeneration: UInt32 = 1 << 30 - 1

  private func id(of row: UInt32) -> NodeID {
    NodeID(rawValue: CaptureInodes.mark | UInt64(self[row].generation) << 32 | UInt64(row))
  }

  private func row(of id: NodeID) -> UInt32? {
    guard id.rawValue & CaptureInodes.mark != 0 else { return nil }
    let row = UInt32(truncatingIfNeeded: id.rawValue)
    guard Int(row) < blocks.count * CaptureInodes.blockRows, self[row].lookups > 0,
      self.id(of: row) == id
    else { return nil }
    return row
  }

  // A number for stat(2), the same on every mount.
  private func inode(of row: UInt32) -> UInt64 {
    if !keptInodes.isEmpty, let kept = keptInodes[row] { return kept }
    let found = self[row]
    var fingerprint = places[Int(found.place)]!.fingerprint
    found.name.withFileName { name in
      name.withMemoryRebound(to: UInt8.self) { fingerprint.update($0) }
    }
    fingerprint.update(found.status.identity.high)
    fingerprint.update(found.status.identity.low)
    return fingerprint.inode
  }

  // MARK: Rows

  private subscript(row: UInt32) -> Row {
    _read {
      yield blocks[Int(row) / CaptureInodes.blockRows][Int(row) % CaptureInodes.blockRows]
    }
    _modify {
      yield &blocks[Int(row) / CaptureInodes.blockRows][Int(row) % CaptureInodes.blockRows]
    }
  }

  private func row(of name: CaptureName, in place: UInt32, _ identity: Identity) -> UInt32? {
    index.first(of: CaptureInodes.hash(name, place, identity)) { row in
      let found = self[row]
      return found.status.identity == identity && found.name == name && found.place == place
    }
  }

  // Not of self, which would have the index copied when it changes.
  private static func hash(of row: UInt32, in blocks: [[Row]]) -> UInt64 {
    let found = blocks[Int(row) / blockRows][Int(row) % blockRows]
    return hash(found.name, found.place, found.status.identity)
  }

  private mutating func enter(_ row: UInt32) {
    index.insert(row, CaptureInodes.hash(of: row, in: blocks)) { [blocks] row in
      CaptureInodes.hash(of: row, in: blocks)
    }
  }

  private mutating func withdraw(_ row: UInt32) {
    index.remove(row, CaptureInodes.hash(of: row, in: blocks)) { [blocks] row in
      CaptureInodes.hash(of: row, in: blocks)
    }
  }

  private static func hash(_ name: CaptureName, _ place: UInt32, _ identity: Identity) -> UInt64 {
    let time = UInt64(bitPattern: name.time.milliseconds)
    let one = (identity.high ^ 0x9e37_79b9_7f4a_7c15)
      .multipliedFullWidth(by: identity.low ^ 0xd6e8_feb8_6659_fd93)
    let two = (time ^ one.high ^ 0xa076_1d64_78bd_642f)
      .multipliedFullWidth(by: (UInt64(place) << 32 | 1) ^ one.low)
    return two.high ^ two.low
  }

  private mutating func takeRow() -> UInt32 {
    count += 1
    if freeRow == .max {
      let first = UInt32(blocks.count * CaptureInodes.blockRows)
      let next = (1...UInt32(CaptureInodes.blockRows)).map { first + $0 }
      blocks.append(next.map { Row(name: CaptureInodes.noName, next: $0) })
      self[next.last! - 1].place = .max
      freeRow = first
    }
    let row = freeRow
    freeRow = self[row].place
    return row
  }

  private mutating func free(_ row: UInt32) {
    withdraw(row)
    leave(self[row].place)
    keptInodes[row] = nil
    count -= 1
    self[row].lookups = 0
    // Its source may take memory.
    self[row].name = CaptureInodes.noName
    self[row].generation += 1
    guard self[row].generation < CaptureInodes.lastGeneration else { return }
    self[row].place = freeRow
    freeRow = row
  }

  // MARK: Places

  private mutating func place(of app: AppPath, _ day: Day) -> UInt32 {
    // A listing asks for one place again and again.
    if let lastPlace, places[Int(lastPlace)]?.isOf(app, day) == true { return lastPlace }
    let directory = StoreDirectory.day(app, day)
    let place = placeNumbers[directory] ?? takePlace(Place(app: app, day: day))
    placeNumbers[directory] = place
    lastPlace = place
    return place
  }

  private mutating func takePlace(_ place: Place) -> UInt32 {
    if let free = freePlaces.popLast() {
      places[Int(free)] = place
      return free
    }
    places.append(place)
    return UInt32(places.count - 1)
  }

  private mutating func leave(_ number: UInt32) {
    places[Int(number)]!.rows -= 1
    guard let place = places[Int(number)], place.rows == 0 else { return }
    if placeNumbers[place.directory] == number { placeNumbers[place.directory] = nil }
    places[Int(number)] = nil
    freePlaces.append(number)
    lastPlace = nil
  }
}
