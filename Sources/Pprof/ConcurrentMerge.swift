import Threads

/// Why captures couldn't be merged: the first of them that is to blame.
public struct MergeFailure: Error {
  /// The number of the capture.
  public let number: Int
  /// What the caller's `load` threw, or a `ProfileError`.
  public let reason: any Error
}

extension Merger {
  /// Merges captures, inflating and decoding them on several threads. The order of their numbers
  /// decides the result, whose bytes don't depend on the threads.
  ///
  /// Of the captures, no more are in memory at a time than there are threads, and a few.
  ///
  /// - Parameters:
  ///   - count: how many captures there are.
  ///   - threads: how many threads work, the caller's among them.
  ///   - maxInflated: the most bytes that an uncompressed capture may have.
  ///   - load: fills an array with a capture's bytes by its number, in place of what the array holds;
  ///     called once for each, from any of the threads.
  /// - Throws: the first capture that can't be loaded, isn't a capture (`Profile.checkCapture`), or
  ///   is `incompatible` with those before it.
  public static func merging(
    captures count: Int, threads: Int, maxInflated: Int,
    load: @Sendable (Int, inout [UInt8]) throws -> Void
  ) throws(MergeFailure) -> Merger {
    let line = MergeLine(count: count, room: threads + Limits.capturesAhead)
    ThreadGroup.run(threads: min(threads, count)) {
      var file = [UInt8]()
      while let slot = line.claim() {
        do {
          try load(slot.number, &file)
          try slot.capture.parse(file, maxInflated: maxInflated)
          try slot.capture.profile.checkCapture()
          line.enter(slot)
        } catch {
          line.fail(slot.number, error)
        }
        line.mergeFront()
      }
    }
    return try line.result()
  }
}

/// Captures in line for a merge: decoded by any thread, merged one by one in order by whichever
/// thread comes by when the front of the line is there.
private final class MergeLine: Sendable {
  /// The memory of one capture. Only the thread that claimed or merges it touches it.
  final class Slot: @unchecked Sendable {
    var number = 0
    var capture = HashedProfile()
  }

  /// The merge so far. Only the thread that took it from the state touches it.
  final class Sum: @unchecked Sendable {
    var merger = Merger()
  }

  private struct State {
    var claimed = 0
    var merged = 0
    /// nil while a thread merges.
    var sum: Sum? = Sum()
    /// What is decoded, each at the place of its number: as many numbers as there is room are in line.
    var ready: [Slot?]
    var spare: [Slot] = []
    var failure: MergeFailure?
  }

  private let count: Int
  private let room: Int
  private let state: Monitor<State>

  init(count: Int, room: Int) {
    self.count = count
    self.room = room
    state = Monitor(State(ready: Array(repeating: nil, count: room)))
  }

  /// The next capture to decode, once there is room; nil when there is none left, or one has failed.
  func claim() -> Slot? {
    state.wait { state -> Slot?? in
      if state.failure != nil || state.claimed == count { return .some(nil) }
      guard state.claimed - state.merged < room else { return nil }
      let slot = state.spare.popLast() ?? Slot()
      slot.number = state.claimed
      state.claimed += 1
      return slot
    }
  }

  func enter(_ slot: Slot) { state.update { $0.ready[slot.number % room] = slot } }

  // Captures are claimed in order, so that the first to blame is known when all threads are done.
  func fail(_ number: Int, _ error: any Error) {
    state.update(wakingAll: true) { state in
      if let known = state.failure, known.number < number { return }
      state.failure = MergeFailure(number: number, reason: error)
    }
  }

  /// Merges what is ready at the front, unless another thread does.
  func mergeFront() {
    while let (sum, slot) = takeFront() {
      do throws(ProfileError) {
        try sum.merger.add(slot.capture)
      } catch {
        fail(slot.number, error)
      }
      state.update(wakingAll: true) { state in
        state.sum = sum
        state.spare.append(slot)
        state.merged += 1
      }
    }
  }

  private func takeFront() -> (Sum, Slot)? {
    state.update { state in
      let place = state.merged % room
      guard let sum = state.sum, let slot = state.ready[place] else { return nil }
      (state.sum, state.ready[place]) = (nil, nil)
      return (sum, slot)
    }
  }

  func result() throws(MergeFailure) -> Merger {
    let (sum, failure) = state.update { state in (state.sum, state.failure) }
    if let failure { throw failure }
    guard let sum else { preconditionFailure("a thread is still merging") }
    return sum.merger
  }
}
