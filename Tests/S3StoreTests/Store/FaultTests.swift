import ProfileStore
import Synchronization
import TestSupport
import Testing
import Threads

@testable import S3Store

/// What a store makes of a network that fails.
@Suite struct FaultTests {
  private let app = AppPath("sample")!
  private let always = Timestamp(milliseconds: 0)..<Timestamp(milliseconds: 4_000_000_000_000)

  private func name(_ number: Int) -> CaptureName {
    CaptureName(
      time: Timestamp(milliseconds: 1_728_700_000_000 + Int64(number) * 60_000),
      source: "w\(number % 7)")
  }

  @Test func `what is acknowledged is stored, once, and windows are whole`() throws {
    let bucket = UnreliableBucket("faults", faults: 25, keysPerPage: 100)
    let store = try S3Store.of(bucket)
    try store.make(.app(app))
    let acknowledged = Mutex<Set<Int>>([])
    let wrong = Mutex<[String]>([])
    ThreadGroup.run(count: 600, threads: 32) { number in
      // Every tenth looks at the window meanwhile: all that was acknowledged before is in it.
      guard number % 10 == 0 else {
        do throws(StoreError) {
          _ = try store.save(
            Array("capture \(number)".utf8), as: .capture(app, name(number)), expecting: .absent)
          acknowledged.withLock { _ = $0.insert(number) }
        } catch {
          if error.code != .timedOut, error.code != .unavailable {
            wrong.withLock { $0.append("\(number): \(error)") }
          }
        }
        return
      }
      let before = acknowledged.withLock { $0 }
      guard let found = try? store.captures(of: app, in: always) else { return }
      let names = Set(found.map(\.name))
      let missing = before.filter { !names.contains(name($0)) }
      if !missing.isEmpty || names.count != found.count {
        wrong.withLock { $0.append("a window lacks \(missing.count) of \(before.count)") }
      }
    }
    #expect(wrong.withLock { $0 } == [])
    bucket.fail(0)
    #expect(acknowledged.withLock { $0.count } > 500)
    for number in acknowledged.withLock({ $0 }) {
      let object = bucket.objects["sample/\(name(number))"]
      #expect(object?.bytes == Array("capture \(number)".utf8), "\(number)")
    }
  }

  @Test func `a write whose answer was lost is settled by looking`() throws {
    let bucket = UnreliableBucket("lost answers", faults: 0)
    let store = try S3Store.of(bucket)
    try store.make(.app(app))
    for number in 0..<40 {
      let file = StoreFile.capture(app, name(number))
      bucket.fail(60)
      let result = Result { () throws(StoreError) in
        try store.save([UInt8(number)], as: file, expecting: .absent)
      }
      bucket.fail(0)
      // Nobody else writes, so that nobody can have been faster.
      if case .failure(let error) = result { #expect(error.code != .alreadyExists, "\(number)") }
      if case .success(let status) = result {
        #expect(try store.load(file, identity: status.identity).bytes() == [UInt8(number)])
      }
    }
  }

  @Test func `a name that is taken stays taken, whatever fails`() throws {
    let bucket = UnreliableBucket("taken", faults: 0)
    let store = try S3Store.of(bucket)
    try store.make(.app(app))
    for number in 0..<30 {
      let file = StoreFile.capture(app, name(number))
      let first = try store.save([1], as: file, expecting: .absent)
      bucket.fail(50)
      #expect(throws: StoreError.self) { try store.save([2], as: file, expecting: .absent) }
      bucket.fail(0)
      #expect(try store.load(file, identity: first.identity).bytes() == [1])
    }
  }

  @Test func `a bucket that doesn't answer isn't an empty one`() throws {
    let bucket = UnreliableBucket("dark", faults: 0)
    let writer = try S3Store.of(bucket)
    try writer.make(.app(app))
    _ = try writer.save([1], as: .capture(app, name(1)), expecting: .absent)
    // It has listed nothing that it could fall back on.
    let store = try S3Store.of(bucket)
    bucket.setDark(true)
    let errors = Mutex<[StoreError.Code?]>([])
    let calls: [@Sendable () throws -> Void] = [
      { _ = try store.captures(of: self.app, in: self.always) },
      { _ = try store.status(of: .app(self.app)) },
      { _ = try store.status(of: .capture(self.app, self.name(1))) },
      { _ = try store.apps(below: nil) },
      { _ = try store.save([2], as: .capture(self.app, self.name(2)), expecting: .absent) },
      { try store.delete(.capture(self.app, self.name(1))) },
    ]
    ThreadGroup.run(count: calls.count, threads: calls.count) { number in
      do {
        try calls[number]()
        errors.withLock { $0.append(nil) }
      } catch {
        errors.withLock { $0.append((error as? StoreError)?.code) }
      }
    }
    #expect(errors.withLock { $0 } == Array(repeating: .timedOut, count: calls.count))
    bucket.setDark(false)
    #expect(try store.captures(of: app, in: always).count == 1)
  }
}
