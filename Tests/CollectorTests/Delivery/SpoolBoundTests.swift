import ProfileStore
import TestSupport
import Testing

@testable import Collector

@Suite struct SpoolBoundTests {
  private let app = AppPath("sample")!

  private func name(_ second: Int64) -> CaptureName {
    CaptureName(time: Timestamp(milliseconds: second * 1000), source: "i")
  }

  @Test func `what a mount refused takes its room, also after a restart`() throws {
    let directory = TemporaryDirectory()
    let path = "\(directory.path)/spool"
    do {
      let spool = try Spool(path, limit: 250, apartFrom: "/nowhere")
      for second in 0..<2 as Range<Int64> {
        let kept = try spool.keep([UInt8](repeating: 1, count: 100), of: app, as: name(second))
        #expect(spool.setAside(app, kept))
      }
      #expect(throws: WriteFailure.self) {
        try spool.keep([UInt8](repeating: 1, count: 100), of: app, as: name(2))
      }
    }
    // A process that another test starts has a copy of all that is open here, and so of the spool's
    // lock, until it runs its program.
    var reopened: Spool?
    waitUntil {
      reopened = try? Spool(path, limit: 250, apartFrom: "/nowhere")
      return reopened != nil
    }
    let again = try #require(reopened)
    #expect(try again.contents().isEmpty)
    #expect(throws: WriteFailure.self) {
      try again.keep([UInt8](repeating: 1, count: 100), of: app, as: name(2))
    }
    _ = try again.keep([1], of: app, as: name(2))
  }
}
