/// Why bytes are not a profile that can be used.
public struct ProfileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kinds of unusable bytes, each with a remedy of its own.
  public enum Kind: Hashable, Sendable {
    /// No bytes, or a gzip file of nothing.
    case empty
    /// Neither gzip nor a protobuf profile: text, HTML, pprof's legacy formats, or gzip of these.
    case notAProfile
    /// A valid profile of another kind, such as heap or mutex: no sample type is samples/count
    /// or cpu/nanoseconds.
    case notCPUProfile
    /// The gzip file or the protobuf message ends early.
    case truncated
    /// A bad checksum, stray bytes, a malformed message, dangling ids, or two profiles in one.
    case corrupt
    /// A CPU profile without samples.
    case noSamples
    /// More bytes than the caller's limit once inflated, or more work than a real capture asks for.
    case tooLarge
    /// Sample types or period type differ from those of the merge's first profile.
    case incompatible
  }

  /// What went wrong, in general.
  public let kind: Kind
  /// What is wrong and where: a byte offset, a field, an id.
  public let message: String

  /// An error of the given kind.
  public init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }

  /// The message.
  public var description: String { message }
}
