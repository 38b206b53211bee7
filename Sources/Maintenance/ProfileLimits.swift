import Pprof

/// What a capture may be: what a mount takes, and merges.
public struct ProfileLimits: Hashable, Sendable {
  /// The largest profile in bytes, as written.
  public var maxProfile = 64 << 20

  /// The largest profile in bytes, once inflated.
  public var maxInflated = 256 << 20

  /// The defaults of a mount.
  public init() {}

  /// What is wrong with a file of this size; nil when nothing is, as yet.
  func fault(ofSize size: Int) -> String? {
    size <= maxProfile ? nil : "it has \(size) bytes; --max-profile=\(maxProfile) is the limit"
  }

  /// What is wrong with the bytes of a capture; nil when they are one.
  func fault(of bytes: [UInt8]) -> String? {
    if let fault = fault(ofSize: bytes.count) { return fault }
    do throws(ProfileError) {
      try Profile(parsing: bytes, maxInflated: maxInflated).checkCapture()
      return nil
    } catch {
      return error.message + (error.kind == .tooLarge ? "; --max-inflated sets the limit" : "")
    }
  }
}
