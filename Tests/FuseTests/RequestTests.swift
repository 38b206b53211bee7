import Synchronization
import SystemPackage
import Testing

@testable import Fuse

/// A second reply needs no test: `Request` is consumed by the first, so it doesn't compile.
@Suite struct RequestTests {
  @Test func aDroppedRequestAnswersEIOAndLogs() throws {
    let files = MemoryFileSystem(hooks: .init(lookup: { _, _ in }))
    try withMount(files) { mounted in
      let result = try shell("stat $1/a", mounted.path)
      #expect(result.output.contains("Input/output error"))
      #expect(mounted.messages.all.contains { $0.hasPrefix("error: nobody answered a lookup") })
    }
  }

  @Test func aDroppedParkedRequestAnswersEIO() throws {
    let files = MemoryFileSystem(
      hooks: .init(lookup: { request, _ in
        let parked = ParkedRequest(request)
        parked.onCallerDeath { $0.fail(.interrupted) }
      }))
    try withMount(files) { mounted in
      let result = try shell("stat $1/a", mounted.path)
      #expect(result.output.contains("Input/output error"))
    }
  }

  @Test func aReplyComesFromAnyThread() throws {
    let files = MemoryFileSystem(
      hooks: .init(lookup: { request, _ in
        let parked = ParkedRequest(request)
        let thread = try? ServiceThread("test-reply") {
          parked.take()?.fail(Errno(rawValue: 61))
        }
        if thread == nil { parked.take()?.fail(.ioError) }
      }))
    try withMount(files) { mounted in
      let result = try shell("stat $1/a", mounted.path)
      #expect(result.output.contains("No data available"))
    }
  }

  @Test func aParkedRequestIsTakenOnce() throws {
    let second = Mutex<Bool?>(nil)
    let files = MemoryFileSystem(
      hooks: .init(lookup: { request, _ in
        let parked = ParkedRequest(request)
        let first = parked.take()
        if let request = parked.take() {
          request.fail(.ioError)
          second.withLock { $0 = true }
        } else {
          second.withLock { $0 = false }
        }
        parked.onCallerDeath { $0.fail(.interrupted) }
        first?.fail(.noSuchFileOrDirectory)
      }))
    try withMount(files) { mounted in
      let status = try shell("stat $1/a", mounted.path).status
      #expect(status == 1)
      #expect(second.withLock { $0 } == false)
    }
  }
}
