import Dispatch
import Synchronization
import SystemPackage
import Testing

@testable import Fuse

/// Requests that wait until they are let go, or their caller dies.
final class WaitingRoom: Sendable {
  private struct State: Sendable {
    var waiting: [@Sendable (FileHandle?) -> Void] = []
    var isOver = false
  }

  private let state = Mutex(State())
  private let came = DispatchSemaphore(value: 0)
  private let died = DispatchSemaphore(value: 0)
  private let deaths = Atomic(0)

  /// How many callers died while they waited.
  var deathCount: Int { deaths.load(ordering: .relaxed) }

  /// A file system whose opens wait here. At its end they fail.
  func fileSystem(_ files: [String: [UInt8]], failAtEnd: Bool = true) -> MemoryFileSystem {
    var hooks = MemoryFileSystem.Hooks()
    hooks.open = { request, _ in
      self.enter(request) { request, handle in request.reply(OpenReply(handle)) }
    }
    if failAtEnd { hooks.willEnd = { self.letGo(nil) } }
    return MemoryFileSystem(files, hooks: hooks)
  }

  /// An empty file system whose look-ups wait here.
  func fileSystemWithSlowLookups() -> MemoryFileSystem {
    var hooks = MemoryFileSystem.Hooks()
    hooks.lookup = { request, _ in
      self.enter(request) { request, _ in request.fail(.noSuchFileOrDirectory) }
    }
    hooks.willEnd = { self.letGo(nil) }
    return MemoryFileSystem([:], hooks: hooks)
  }

  private func enter<Answer>(
    _ request: consuming Request<Answer>,
    answer: @escaping @Sendable (consuming Request<Answer>, FileHandle) -> Void
  ) {
    let parked = ParkedRequest(request)
    let isOver = state.withLock { state in
      state.waiting.append { handle in
        guard let request = parked.take() else { return }
        if let handle { answer(request, handle) } else { request.fail(.ioError) }
      }
      return state.isOver
    }
    if isOver { return letGo(nil) }
    parked.onCallerDeath { request in
      self.deaths.add(1, ordering: .relaxed)
      request.fail(.interrupted)
      self.died.signal()
    }
    came.signal()
  }

  /// Waits until so many more came in.
  func awaitArrivals(_ count: Int) {
    for _ in 0..<count where came.wait(timeout: .now() + .seconds(20)) != .success {
      Issue.record("nobody came")
      return
    }
  }

  /// Waits until one more died.
  func awaitDeath() {
    #expect(died.wait(timeout: .now() + .seconds(20)) == .success, "nobody died")
  }

  /// Answers everyone who waits: with the handle, or EIO. Who comes later gets EIO.
  func letGo(_ handle: FileHandle?) {
    let all = state.withLock { state in
      defer { state.waiting = [] }
      state.isOver = true
      return state.waiting
    }
    for answer in all { answer(handle) }
  }
}
