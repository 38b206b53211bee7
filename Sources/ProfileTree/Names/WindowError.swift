/// Why a text names no window.
public struct WindowError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong and the nearest valid form by example, in one line.
  public let message: String

  init(_ problem: String, example: String) {
    message = "\(problem); for example \(example)"
  }

  /// The message.
  public var description: String { message }
}
