import Dispatch
import Synchronization

/// Runs the body this many times at once and returns the answers in no order.
func concurrently<Answer: Sendable>(
  _ count: Int, _ body: @Sendable (Int) -> Answer
) -> [Answer] {
  let answers = Mutex<[Answer]>([])
  DispatchQueue.concurrentPerform(iterations: count) { index in
    let answer = body(index)
    answers.withLock { $0.append(answer) }
  }
  return answers.withLock { $0 }
}
