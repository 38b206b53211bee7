import ProfileStore
import TestSupport
import Testing

@testable import ProfileTree

/// The packed inodes of captures are what a dictionary of them would be.
@Suite struct CaptureInodesTests {
  private struct Key: Hashable {
    let app: AppPath
    let name: CaptureName
    let identity: Identity
  }

  private struct Known {
    var key: Key
    var inode: UInt64
    var lookups: UInt64
  }

  private static let apps = ["a", "a/b", "c"].map { AppPath($0)! }

  private static func key(_ random: inout SeededGenerator) -> Key {
    let source = [nil, "pod-1", "checkout-7f9c8d5b6-x2x4k"].randomElement(using: &random)!
    let time = Timestamp(milliseconds: .random(in: 0..<6, using: &random) * Timestamp.hour * 9)
    return Key(
      app: apps.randomElement(using: &random)!, name: CaptureName(time: time, source: source),
      identity: Identity(high: .random(in: 0..<2, using: &random), low: 0))
  }

  private static func status(_ key: Key) -> FileStatus {
    FileStatus(size: 7, identity: key.identity, modified: Timestamp(milliseconds: 3))
  }

  private static func intern(
    _ key: Key, _ inodes: inout CaptureInodes
  ) -> (id: NodeID, inode: UInt64) {
    inodes.intern(key.name, of: key.app, status(key))
  }

  @Test func `rows behave as a dictionary of inodes`() {
    var random = SeededGenerator("capture inodes")
    var inodes = CaptureInodes()
    var model: [NodeID: Known] = [:]
    var used: Set<NodeID> = []
    for _ in 0..<20_000 {
      let key = Self.key(&random)
      switch Int.random(in: 0..<5, using: &random) {
      case 0, 1:
        let (id, inode) = Self.intern(key, &inodes)
        if var known = model[id] {
          #expect(known.key == key && known.inode == inode)
          known.lookups += 1
          model[id] = known
        } else {
          #expect(!model.values.contains { $0.key == key })
          let isNew = used.insert(id).inserted
          #expect(isNew, "a number came twice")
          model[id] = Known(key: key, inode: inode, lookups: 1)
        }
      case 2, 3:
        guard let (id, known) = model.randomElement(using: &random) else { continue }
        let count = UInt64.random(in: 1...3, using: &random)
        let isKnown = inodes.forget(id, lookups: count)
        #expect(isKnown)
        model[id] = known.lookups > count ? known : nil
        model[id]?.lookups -= count
      default:
        // A rename replaces: nothing has the target's key.
        guard let (id, known) = model.randomElement(using: &random),
          !model.values.contains(where: { $0.key == key })
        else { continue }
        inodes.rename(id, to: key.name, of: key.app, Self.status(key))
        model[id] = Known(key: key, inode: known.inode, lookups: known.lookups)
      }
      #expect(inodes.count == model.count)
    }
    for (id, known) in model {
      let record = inodes.record(of: id)
      #expect(record?.file == .capture(known.key.app, known.key.name))
      #expect(record?.status == Self.status(known.key))
      #expect(record?.inode == known.inode)
      #expect(inodes.id(of: known.key.name, of: known.key.app, known.key.identity) == id)
    }
    for id in used where model[id] == nil { #expect(inodes.record(of: id) == nil) }
  }

  @Test func `an app that is renamed keeps its captures' numbers`() throws {
    let (old, new) = (AppPath("a")!, AppPath("z/y")!)
    var inodes = CaptureInodes()
    var known: [(id: NodeID, name: CaptureName, app: AppPath, inode: UInt64)] = []
    for app in [old, AppPath("a/b")!, AppPath("ab")!] {
      for hour in Int64(0)..<40 {
        let name = CaptureName(time: Timestamp(milliseconds: hour * Timestamp.hour))
        let status = FileStatus(
          size: 1, identity: Identity(high: 1, low: 2), modified: Timestamp(milliseconds: 0))
        let (id, inode) = inodes.intern(name, of: app, status)
        known.append((id, name, app.moved(from: old, to: new) ?? app, inode))
      }
    }
    inodes.move(old, to: new)
    for (id, name, app, inode) in known {
      let record = try #require(inodes.record(of: id))
      #expect(record.file == .capture(app, name))
      #expect(record.inode == inode)
      let again = inodes.intern(name, of: app, record.status).id
      #expect(again == id)
      _ = inodes.forget(id, lookups: 2)
    }
    #expect(inodes.count == 0)
  }

  @Test func `a listed capture takes a row of 72 bytes`() {
    #expect(CaptureInodes.rowSize == 72)
  }

  @Test func `a row is found as long as it is in`() {
    var random = SeededGenerator("row index")
    var index = RowIndex()
    var rows: Set<UInt32> = []
    // Few different hashes, so that rows get in each other's way.
    func hash(_ row: UInt32) -> UInt64 { UInt64(row % 37) &* 3 }
    for _ in 0..<20_000 {
      let row = UInt32.random(in: 0..<300, using: &random)
      if rows.remove(row) != nil {
        index.remove(row, hash(row), hashOf: hash)
      } else {
        index.insert(row, hash(row), hashOf: hash)
        rows.insert(row)
      }
      let asked = UInt32.random(in: 0..<300, using: &random)
      #expect((index.first(of: hash(asked)) { $0 == asked } != nil) == rows.contains(asked))
      #expect(index.count == rows.count)
    }
  }
}
