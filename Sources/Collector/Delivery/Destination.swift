import ProfileStore

/// Where captures are written.
protocol Destination: Sendable {
  /// Whether captures can be written now, as far as can be told without writing one.
  func check() throws(WriteFailure)

  /// Writes a capture, durably, under its name or, where another capture has that, one beside it; a
  /// capture that is there already isn't written again. Blocks as long as the file system does.
  ///
  /// - Returns: the name that it has.
  func write(
    _ bytes: [UInt8], of app: AppPath, as name: CaptureName
  ) throws(WriteFailure) -> CaptureName
}

/// Why a capture isn't written.
struct WriteFailure: Error, Hashable, Sendable {
  /// What was wrong, where.
  let message: String

  /// Whether the bytes were refused: no other try will help.
  let isFinal: Bool

  init(_ message: String, isFinal: Bool = false) {
    self.message = message
    self.isFinal = isFinal
  }
}
