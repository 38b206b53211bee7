import ProfileStore
import Synchronization
import TestSupport
import Testing

@testable import Collector

/// A store that is written without a mount, as any store.
@Suite struct StoreDestinationTests {
  private let app = AppPath("prod/api")!
  private let name = CaptureName(time: Timestamp(milliseconds: 1_728_700_000_250), source: "i")
  private let bytes = contents(of: Corpus.service.files[0])

  private func destination(
    _ open: @escaping @Sendable () throws(StoreError) -> any ProfileStore
  ) -> StoreDestination {
    StoreDestination(.init(name: "the store", open: open), maxInflated: 256 << 20)
  }

  @Test func `a store that can't be opened yet is asked again, and then no more`() throws {
    let store = MemoryStore()
    let tries = Mutex(0)
    let destination = destination { () throws(StoreError) in
      let number = tries.withLock { tries in
        tries += 1
        return tries
      }
      if number < 3 { throw StoreError(.timedOut, path: "", message: "no answer") }
      return store
    }
    let failure = #expect(throws: WriteFailure.self) { try destination.check() }
    #expect(failure == WriteFailure("the store: no answer"))
    #expect(throws: WriteFailure.self) { try destination.write(bytes, of: app, as: name) }
    for _ in 0..<2 { #expect(try destination.write(bytes, of: app, as: name) == name) }
    #expect(tries.withLock { $0 } == 3)
    #expect(try store.holds(bytes, as: .capture(app, name)))
  }

  @Test(arguments: [StoreError.Code.accessDenied, .timedOut, .noSpace, .readOnly, .unavailable])
  func `whatever a store fails with, the capture can be written later`(_ code: StoreError.Code) {
    let destination = destination { () throws(StoreError) in
      throw StoreError(code, path: "x", message: "not now")
    }
    let failure = #expect(throws: WriteFailure.self) {
      try destination.write(bytes, of: app, as: name)
    }
    #expect(failure == WriteFailure("the store: not now"))
  }

  @Test func `bytes that are no capture any more are refused for good`() {
    let store = MemoryStore()
    let destination = destination { store }
    for torn in [[], Array(bytes.dropLast(10)), Array("text".utf8)] {
      let failure = #expect(throws: WriteFailure.self) {
        try destination.write(torn, of: app, as: name)
      }
      #expect(failure?.isFinal == true)
    }
    #expect(throws: StoreError.self) { try store.days(of: app) }
  }
}
